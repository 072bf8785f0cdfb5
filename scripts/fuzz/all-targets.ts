import { REGISTRY_TARGETS } from './registry-targets.ts';
import { SBOM_TARGETS } from './sbom-targets.ts';
import { TARGETS, type Target } from './targets.ts';

export const ALL_TARGETS: readonly Target[] = [...TARGETS, ...REGISTRY_TARGETS, ...SBOM_TARGETS];
