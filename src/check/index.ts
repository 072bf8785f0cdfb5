export {
  type DetectBaseOptions,
  type DetectedBase,
  detectBase,
  type KnownBase,
  layerOrigins,
} from './base.ts';
export { wantsCapture } from './captured.ts';
export { describeSecret, judgeSecret, redactSecrets } from './credentials.ts';
export { detectDistribution } from './distribution.ts';
export { type Efficiency, type EfficiencyLayer, measureEfficiency } from './efficiency.ts';
export { cleanInstruction, layerInstructions, parseCreatedBy, readHistory } from './history.ts';
export type { CheckContext, HiddenFile, Rule, RuleContext, Selection } from './model.ts';
export { findRule, RULES } from './registry.ts';
export { type RulesResult, runRules } from './run.ts';
