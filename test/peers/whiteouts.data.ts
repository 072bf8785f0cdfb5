// Where the answer to an adversarial image is a decision. Everything not named here must equal what Podman mounts.

/**
 * Kernel overlay shows an artefact of how it stores layers; the specification's sense, and what drivers that unpack
 * layer onto layer (vfs) show, is what plimsoll says.
 */
export const AS_VFS: Readonly<Record<string, string>> = {
  'whiteout-inside-dir': 'a folder that the layer does not list keeps its owner and mode',
  'opaque-without-dir-entry': 'a folder that the layer does not list keeps its owner and mode',
  'parent-attributes-from-below': 'a folder that the layer does not list keeps its owner and mode',
  'whiteout-then-dir': 'a whiteout hides what is below, whatever the layer puts there itself',
  'opaque-root': 'the root is a directory like any other',
  'opaque-root-last': 'the root is a directory like any other',
  'overlay-char-device': 'a device is a device: only overlay takes 0,0 for a whiteout',
  'opaque-overlay-xattr': 'no specification lets an extended attribute hide files',
};

/** Podman clamps these to the root; plimsoll says that somebody tried. */
export const REFUSED: readonly string[] = ['dot-dot-escapes', 'dot-dot-leading', 'dot-dot-only'];

/** Unpackers apply the attributes in a hard link's own header to the file; plimsoll reports those of the file's entry. */
export const OWN_ANSWER: Readonly<Record<string, readonly string[]>> = {
  'hardlink-other-attributes': ['a - 0644 0:0 4 "same"', 'b - 0644 0:0 = a'],
};
