import { parseDocument } from 'yaml';
import { PlimsollError } from '../base/error.ts';

export interface YamlLimits {
  readonly maxBytes?: number;
}

/**
 * Parses one YAML 1.2 document to plain values.
 * @throws PlimsollError `malformed` with the line, `limit` when too large or when aliases multiply
 */
export function parseYaml(text: string, where: string, limits: YamlLimits = {}): unknown {
  const maxBytes = limits.maxBytes ?? 1024 * 1024;
  if (text.length > maxBytes)
    throw new PlimsollError('limit', `read ${where}: more than ${maxBytes} bytes of YAML`);
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) {
    const line = error.linePos?.[0]?.line;
    throw new PlimsollError(
      'malformed',
      `read ${where}: ${line ? `line ${line}: ` : ''}${error.message.split('\n')[0]}`,
    );
  }
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (cause) {
    throw new PlimsollError('limit', `read ${where}: its aliases multiply`, { cause });
  }
}
