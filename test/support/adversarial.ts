import { ADVERSARIAL_IMAGES, type AdversarialImage } from './adversarial.data.ts';
import { LAYER_TAR, sha256, writeLayout } from './oci-layout.ts';
import { rawTar } from './raw-tar.ts';

export { ADVERSARIAL_IMAGES, type AdversarialImage };

/** The layers of an adversarial image as uncompressed tar bytes, lowest first. */
export function adversarialLayers(image: AdversarialImage): Buffer[] {
  return image.layers.map((entries) => rawTar(entries));
}

/** Writes an adversarial image as an OCI layout with uncompressed layers. Gives the manifest's digest. */
export function writeAdversarialLayout(dir: string, image: AdversarialImage): Promise<string> {
  const layers = adversarialLayers(image).map((blob) => ({
    blob,
    mediaType: LAYER_TAR,
    diffId: sha256(blob),
  }));
  return writeLayout(dir, layers, { ref: 'test', config: { Cmd: ['/a'] } });
}
