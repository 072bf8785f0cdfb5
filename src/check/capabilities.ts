import { CAPABILITIES } from './capabilities.data.ts';

export interface FileCapabilities {
  /** 1, 2 or 3 of `struct vfs_cap_data`. */
  readonly version: number;
  /** Effective at once after exec, not only permitted. */
  readonly effective: boolean;
  readonly permitted: readonly string[];
  readonly inheritable: readonly string[];
  /** Version 3: the user namespace's root that it counts for. */
  readonly rootUid?: number;
}

/**
 * Decodes a `security.capability` attribute (linux/capability.h, `struct vfs_ns_cap_data`, little endian).
 * Undefined: not one.
 */
export function decodeCapabilities(bytes: Buffer): FileCapabilities | undefined {
  if (bytes.length < 12) return undefined;
  const magic = bytes.readUInt32LE(0);
  const version = magic >>> 24;
  const length = { 1: 12, 2: 20, 3: 24 }[version];
  if (length === undefined || bytes.length !== length) return undefined;
  const word = (offset: number): bigint => BigInt(bytes.readUInt32LE(offset));
  const high = (offset: number): bigint => (version === 1 ? 0n : word(offset) << 32n);
  return {
    version,
    effective: (magic & 1) === 1,
    permitted: names(word(4) | high(12)),
    inheritable: names(word(8) | high(16)),
    ...(version === 3 && { rootUid: bytes.readUInt32LE(20) }),
  };
}

function names(mask: bigint): string[] {
  const found: string[] = [];
  for (let bit = 0; bit < 64; bit++)
    if ((mask >> BigInt(bit)) & 1n) found.push(CAPABILITIES[bit] ?? `cap_${bit}`);
  return found;
}

/** As getcap prints them: `cap_net_bind_service=ep`. */
export function formatCapabilities(caps: FileCapabilities): string {
  const all = [...new Set([...caps.permitted, ...caps.inheritable])];
  const flags = (name: string): string =>
    `${caps.effective ? 'e' : ''}${caps.inheritable.includes(name) ? 'i' : ''}${caps.permitted.includes(name) ? 'p' : ''}`;
  return all.map((name) => `${name}=${flags(name)}`).join(' ') || 'none';
}
