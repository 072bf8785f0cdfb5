import type { Order } from './order.ts';
import { compareParsed, parseSemver } from './semver.ts';

/** NuGet's order: as Semantic Versioning with a fourth number, pre-release words without regard to case. */
export function compareNuget(a: string, b: string): Order {
  return compareParsed(parseSemver('nuget', a.toLowerCase()), parseSemver('nuget', b.toLowerCase()));
}
