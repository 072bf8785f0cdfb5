/** Bounds on what one template may ask for; a template may come from a configuration file that someone else wrote. */
export interface TemplateLimits {
  /** Characters of the template's text. */
  readonly textLength: number;
  /** Blocks, parentheses and templates inside each other. */
  readonly depth: number;
  /** Nodes evaluated. */
  readonly steps: number;
  /** Characters of the output, and of any one string on the way. */
  readonly outputLength: number;
}

export const DEFAULT_TEMPLATE_LIMITS: TemplateLimits = {
  textLength: 65_536,
  depth: 100,
  steps: 2_000_000,
  outputLength: 16 * 1024 * 1024,
};
