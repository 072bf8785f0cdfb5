import type { PackageLicense } from '../model.ts';
import { toSpdxExpression } from './names.ts';

const MAX_KNOWN = 10_000;

/** Fills `spdxExpression` where the value maps to one. Each value is mapped once: images repeat a few hundred. */
export function licenseApplier(): (licenses: readonly PackageLicense[]) => readonly PackageLicense[] {
  const known = new Map<string, string | undefined>();
  const expressionOf = (value: string): string | undefined => {
    if (known.has(value)) return known.get(value);
    const expression = toSpdxExpression(value);
    if (known.size < MAX_KNOWN) known.set(value, expression);
    return expression;
  };
  return (licenses) =>
    licenses.map((license) => {
      if (license.spdxExpression !== undefined) return license;
      const spdxExpression = expressionOf(license.value);
      return spdxExpression === undefined ? license : { ...license, spdxExpression };
    });
}
