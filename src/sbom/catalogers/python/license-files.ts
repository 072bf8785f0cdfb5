// The licence texts that a distribution brings along: asked where its metadata names no licence for certain.
import type { JsonValue } from '../../../base/json.ts';
import { parentOf } from '../../../image/layers/path.ts';
import type { CatalogView } from '../../cataloger.ts';
import { textsOf } from '../../json-fields.ts';
import { classifyLicenseText, toSpdxExpression } from '../../licenses/index.ts';
import type { PackageLicense } from '../../model.ts';

const MIN_CONFIDENCE = 0.9;
const MAX_FILES = 20;
const NAME = /^(?:licen[cs]e|copying|unlicense)/i;

/** True for files that are read for their licence: in `X.dist-info` or its `licenses` folder. */
export function isLicenseFile(path: string): boolean {
  return NAME.test(path.slice(path.lastIndexOf('/') + 1));
}

/** SPDX expressions of the text, as facts. */
export function licenseFacts(text: string): JsonValue {
  return classifyLicenseText(text)
    .filter(({ confidence }) => confidence >= MIN_CONFIDENCE)
    .map(({ expression }) => expression);
}

/** What is declared, and, where none of it is an SPDX licence, what the texts beside it are. */
export function withConcluded(
  declared: readonly PackageLicense[],
  metadataPath: string,
  view: CatalogView,
): readonly PackageLicense[] {
  if (declared.some(({ value }) => toSpdxExpression(value) !== undefined)) return declared;
  const folder = parentOf(metadataPath);
  const paths = [folder, `${folder}/licenses`].flatMap((at) =>
    view.list(at).flatMap((name) => (NAME.test(name) ? [`${at}/${name}`] : [])),
  );
  const concluded = new Map<string, PackageLicense>();
  for (const path of paths.slice(0, MAX_FILES))
    for (const value of textsOf(view.facts(path)))
      if (!concluded.has(value))
        concluded.set(value, { value, spdxExpression: value, type: 'concluded', path });
  return [...declared, ...concluded.values()];
}
