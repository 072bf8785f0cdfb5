import { executeTemplate } from './execute.ts';
import { DEFAULT_TEMPLATE_LIMITS, type TemplateLimits } from './limits.ts';
import { parseTemplate } from './parse.ts';
import type { GoValue } from './value.ts';

export { formatGoJson } from './json.ts';
export { DEFAULT_TEMPLATE_LIMITS, type TemplateLimits } from './limits.ts';
export { GoMap, GoNil, GoStruct, type GoValue, NIL_MAP, NIL_POINTER, NIL_SLICE } from './value.ts';

export interface RenderTemplateOptions {
  readonly limits?: TemplateLimits;
}

/**
 * Renders a Go template (text/template, with the functions docker's `--format` adds) over JSON or {@link GoValue}s.
 * @throws PlimsollError `usage` for a wrong template, `not-found` for a field, key or index that is not there, `limit`
 * @example renderTemplate('{{index .RepoDigests 0}}', { RepoDigests: ['nginx@sha256:…'] })
 */
export function renderTemplate(text: string, data: GoValue, options: RenderTemplateOptions = {}): string {
  const limits = options.limits ?? DEFAULT_TEMPLATE_LIMITS;
  return executeTemplate(parseTemplate(text, limits), data, limits);
}
