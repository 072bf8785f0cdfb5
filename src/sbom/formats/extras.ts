// What plimsoll knows of a package and hardly any format has a field for: one object, the same in every format that
// tolerates strangers.
import type { JsonObject } from '../../base/json.ts';
import { EVIDENCE_KINDS, type EvidenceKind, type Introduction, type Package } from '../model.ts';
import { filled, objectOf, textOf } from './values.ts';

export type Extras = Pick<
  Package,
  'evidence' | 'introduced' | 'virtualPath' | 'supplier' | 'homepage' | 'description'
>;

export function packageExtras(pkg: Extras): JsonObject {
  const { evidence, introduced, virtualPath, supplier, homepage, description } = pkg;
  return {
    evidence,
    ...(introduced && { introduced: { ...introduced } }),
    ...filled({ virtualPath, supplier, homepage, description }),
  };
}

/** @param presumed the kind of evidence where the document does not say */
export function readExtras(extras: JsonObject, presumed: EvidenceKind): Extras {
  const { virtualPath, supplier, homepage, description } = extras;
  const introduced = readIntroduction(objectOf(extras.introduced));
  return {
    evidence: evidenceKind(textOf(extras.evidence)) ?? presumed,
    ...(introduced && { introduced }),
    ...filled({
      virtualPath: textOf(virtualPath),
      supplier: textOf(supplier),
      homepage: textOf(homepage),
      description: textOf(description),
    }),
  };
}

export function evidenceKind(text: string): EvidenceKind | undefined {
  return EVIDENCE_KINDS.find((kind) => kind === text);
}

export function readIntroduction(value: JsonObject): Introduction | undefined {
  const { layer, instruction, origin } = value;
  if (typeof layer !== 'number' || !Number.isInteger(layer) || layer < 0) return undefined;
  return {
    layer,
    origin: origin === 'yours' || origin === 'base' ? origin : 'unknown',
    ...filled({ instruction: textOf(instruction) }),
  };
}
