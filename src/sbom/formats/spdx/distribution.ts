import type { JsonObject } from '../../../base/json.ts';
import type { DistributionRecord } from '../../model.ts';
import { filled, stringsOf, textOf } from '../values.ts';

const OPTIONAL = [
  'version',
  'versionId',
  'versionCodename',
  'variantId',
  'buildId',
  'imageId',
  'homeUrl',
  'supportUrl',
  'bugReportUrl',
  'cpeName',
] as const satisfies readonly (keyof DistributionRecord)[];

/** A distribution written field by field, as the model has it. */
export function readDistributionRecord(record: JsonObject): DistributionRecord | undefined {
  const id = textOf(record.id);
  if (id === '') return undefined;
  return {
    id,
    name: textOf(record.name),
    prettyName: textOf(record.prettyName),
    idLike: stringsOf(record.idLike),
    ...(filled(
      Object.fromEntries(OPTIONAL.map((key) => [key, textOf(record[key])])),
    ) as Partial<DistributionRecord>),
  };
}
