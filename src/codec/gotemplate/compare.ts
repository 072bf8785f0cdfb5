import { FunctionError } from './error.ts';
import { GoNil, type GoValue, typeName } from './value.ts';

/** text/template's `eq`: basic values of one type, and anything against nil. @throws FunctionError */
export function equalBasic(a: GoValue, b: GoValue): boolean {
  const kind = basicKind(a);
  if (kind && kind === basicKind(b)) return a === b;
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (kind || basicKind(b)) throw new FunctionError('incompatible types for comparison');
  throw new FunctionError(`non-comparable type ${typeName(a)}`);
}

/** text/template's `lt` and its kin: numbers of one type, or strings by bytes. @throws FunctionError */
export function compareBasic(a: GoValue, b: GoValue): number {
  const kind = basicKind(a);
  if (!kind || kind === 'bool') throw new FunctionError('invalid type for comparison');
  if (kind !== basicKind(b)) throw new FunctionError('incompatible types for comparison');
  if (kind === 'string') return Buffer.compare(Buffer.from(a as string), Buffer.from(b as string));
  return (a as number) - (b as number);
}

function isNothing(value: GoValue): boolean {
  return value === undefined || value === null || value instanceof GoNil;
}

// A whole number from data may stand for a float, so the two number types compare, which Go would refuse.
function basicKind(value: GoValue): 'bool' | 'number' | 'string' | undefined {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'number';
  return typeof value === 'string' ? 'string' : undefined;
}
