import type { PlimsollError } from '../../base/error.ts';
import { positionAt, templateError } from './error.ts';
import { FUNCTIONS } from './functions.ts';
import { lexTemplate, type Token } from './lex.ts';
import type { TemplateLimits } from './limits.ts';
import type { Command, Node, Operand, Pipe, Template } from './nodes.ts';
import { parseNumber } from './number.ts';

interface Reader {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly limits: TemplateLimits;
  readonly named: Map<string, readonly Node[]>;
  at: number;
  depth: number;
  loops: number;
  variables: string[];
}

interface Body {
  readonly nodes: Node[];
  /** The word that ended it: `end`, `else`, or nothing at the end of the text. */
  readonly closedBy: 'end' | 'else' | undefined;
}

const EOF_TOKEN = 'the template ends in the middle of an action';

/** Parses a Go template (text/template). @throws PlimsollError `usage`, `limit` */
export function parseTemplate(text: string, limits: TemplateLimits): Template {
  const start = { line: 1, column: 1 };
  if (text.length > limits.textLength)
    throw templateError(start, `it has more than ${limits.textLength} characters`, undefined, 'limit');
  const reader: Reader = {
    text,
    tokens: lexTemplate(text),
    limits,
    named: new Map(),
    at: 0,
    depth: 0,
    loops: 0,
    variables: ['$'],
  };
  const { nodes, closedBy } = readBody(reader);
  if (closedBy) throw fail(reader, `{{${closedBy}}} has nothing to close`);
  return { text, root: nodes, named: reader.named };
}

function fail(
  reader: Reader,
  why: string,
  offset = reader.tokens[reader.at - 1]?.offset ?? 0,
): PlimsollError {
  return templateError(positionAt(reader.text, offset), why);
}

function peek(reader: Reader): Token | undefined {
  return reader.tokens[reader.at];
}

function next(reader: Reader): Token {
  const token = reader.tokens[reader.at++];
  if (!token) throw fail(reader, EOF_TOKEN);
  return token;
}

function isMark(token: Token | undefined, value: string): boolean {
  return token?.kind === 'mark' && token.value === value;
}

function expectClose(reader: Reader, after: string): void {
  const token = next(reader);
  if (token.kind !== 'close')
    throw fail(reader, `${JSON.stringify(token.value)} was not expected after ${after}`);
}

function nested<T>(reader: Reader, read: () => T): T {
  if (++reader.depth > reader.limits.depth)
    throw templateError(
      positionAt(reader.text, peek(reader)?.offset ?? 0),
      `it is nested deeper than ${reader.limits.depth} levels`,
      undefined,
      'limit',
    );
  const result = read();
  reader.depth--;
  return result;
}

function readBody(reader: Reader): Body {
  const nodes: Node[] = [];
  while (peek(reader)) {
    const token = next(reader);
    if (token.kind === 'text') {
      nodes.push({ kind: 'text', value: token.value });
      continue;
    }
    const word = peek(reader);
    const keyword = word?.kind === 'identifier' ? word.value : '';
    if (keyword === 'end' || keyword === 'else') {
      reader.at++;
      return { nodes, closedBy: keyword };
    }
    const node = readNode(reader, keyword);
    if (node) nodes.push(node);
  }
  return { nodes, closedBy: undefined };
}

function readNode(reader: Reader, keyword: string): Node | undefined {
  const offset = peek(reader)?.offset ?? 0;
  switch (keyword) {
    case 'if':
    case 'with':
    case 'range':
      reader.at++;
      return readBlock(reader, keyword, offset);
    case 'define':
      reader.at++;
      readDefine(reader);
      return undefined;
    case 'template':
    case 'block':
      reader.at++;
      return readTemplateCall(reader, keyword, offset);
    case 'break':
    case 'continue':
      reader.at++;
      if (reader.loops === 0) throw fail(reader, `{{${keyword}}} is only known inside {{range}}`);
      expectClose(reader, keyword);
      return { kind: keyword, offset };
    default:
      return { kind: 'action', pipe: readPipe(reader, 'close', 1) };
  }
}

function readBlock(reader: Reader, kind: 'if' | 'with' | 'range', offset: number): Node {
  return nested(reader, () => {
    const scope = reader.variables.length;
    const pipe = readPipe(reader, 'close', kind === 'range' ? 2 : 1);
    if (kind === 'range') reader.loops++;
    const { nodes, closedBy } = readBody(reader);
    if (kind === 'range') reader.loops--;
    const otherwise = readElse(reader, kind, closedBy, offset);
    reader.variables.length = scope;
    return { kind, pipe, body: nodes, otherwise, offset };
  });
}

function readElse(
  reader: Reader,
  kind: 'if' | 'with' | 'range',
  closedBy: Body['closedBy'],
  offset: number,
): readonly Node[] {
  if (!closedBy) throw fail(reader, `{{${kind}}} is not closed by {{end}}`, offset);
  if (closedBy === 'end') {
    expectClose(reader, 'end');
    return [];
  }
  const word = peek(reader);
  if (word?.kind === 'identifier' && word.value === kind && kind !== 'range') {
    reader.at++;
    return [readBlock(reader, kind, word.offset)];
  }
  expectClose(reader, 'else');
  const { nodes, closedBy: last } = readBody(reader);
  if (last !== 'end') throw fail(reader, `{{else}} is not closed by {{end}}`, offset);
  expectClose(reader, 'end');
  return nodes;
}

function readDefine(reader: Reader): void {
  const name = next(reader);
  if (name.kind !== 'string') throw fail(reader, 'define wants a quoted name');
  expectClose(reader, 'define');
  if (reader.depth > 0) throw fail(reader, 'define is only known outside of blocks', name.offset);
  readNamed(reader, name);
}

function readNamed(reader: Reader, name: Token): void {
  nested(reader, () => {
    const { variables, loops } = reader;
    reader.variables = ['$'];
    reader.loops = 0;
    const { nodes, closedBy } = readBody(reader);
    if (closedBy !== 'end')
      throw fail(reader, `the template "${name.value}" is not closed by {{end}}`, name.offset);
    expectClose(reader, 'end');
    reader.variables = variables;
    reader.loops = loops;
    reader.named.set(name.value, nodes);
  });
}

function readTemplateCall(reader: Reader, keyword: 'template' | 'block', offset: number): Node {
  const name = next(reader);
  if (name.kind !== 'string') throw fail(reader, `${keyword} wants a quoted name`);
  let pipe: Pipe | undefined;
  if (peek(reader)?.kind === 'close' && keyword === 'template') reader.at++;
  else pipe = readPipe(reader, 'close', 1);
  if (keyword === 'block') readNamed(reader, name);
  return { kind: 'template', name: name.value, pipe, offset };
}

function readPipe(reader: Reader, until: 'close' | ')', maxDeclares: number): Pipe {
  const offset = peek(reader)?.offset ?? 0;
  const { declares, assigns } = readDeclarations(reader, maxDeclares);
  const commands: Command[] = [];
  for (;;) {
    const command = readCommand(reader, commands.length);
    commands.push(command);
    let token = next(reader);
    if (isMark(token, '|')) {
      if (!isEnd(peek(reader), until)) continue;
      token = next(reader); // Go allows `{{.Id | }}`
    }
    if (isEnd(token, until)) break;
    throw fail(reader, `${JSON.stringify(token.value)} was not expected here`);
  }
  if (!assigns) reader.variables.push(...declares);
  return { kind: 'pipe', declares, assigns, commands, offset };
}

function isEnd(token: Token | undefined, until: 'close' | ')'): boolean {
  return until === 'close' ? token?.kind === 'close' : isMark(token, ')');
}

function readDeclarations(reader: Reader, max: number): { declares: string[]; assigns: boolean } {
  const start = reader.at;
  const declares: string[] = [];
  while (declares.length < max && peek(reader)?.kind === 'variable') {
    declares.push(`$${next(reader).value}`);
    const mark = peek(reader);
    if (isMark(mark, ':=') || isMark(mark, '=')) {
      reader.at++;
      const assigns = mark?.value === '=';
      if (assigns) for (const name of declares) checkVariable(reader, name);
      return { declares, assigns };
    }
    if (!isMark(mark, ',')) break;
    reader.at++;
  }
  reader.at = start;
  return { declares: [], assigns: false };
}

function checkVariable(reader: Reader, name: string): void {
  if (!reader.variables.includes(name)) throw fail(reader, `the variable ${name} is not declared`);
}

function readCommand(reader: Reader, stage: number): Command {
  const operands: Operand[] = [];
  const offset = peek(reader)?.offset ?? 0;
  for (;;) {
    const token = peek(reader);
    if (!token) throw fail(reader, EOF_TOKEN);
    if (token.kind === 'close' || isMark(token, '|') || isMark(token, ')')) break;
    if (operands.length > 0 && !token.spaced && !isMark(token, '('))
      throw fail(reader, `${JSON.stringify(token.value)} needs a blank before it`, token.offset);
    operands.push(readOperand(reader));
  }
  if (operands.length === 0) throw fail(reader, 'a value is missing here');
  const first = operands[0] as Operand;
  if (stage > 0 && !isExecutable(first)) throw fail(reader, 'only a function can follow |', first.offset);
  return { operands, offset };
}

function isExecutable(operand: Operand): boolean {
  return operand.kind !== 'constant' && operand.kind !== 'dot' && operand.kind !== 'nil';
}

function readOperand(reader: Reader): Operand {
  const term = readTerm(reader);
  const fields: string[] = [];
  for (let token = peek(reader); token?.kind === 'field' && !token.spaced; token = peek(reader)) {
    fields.push(token.value);
    reader.at++;
  }
  if (fields.length === 0) return term;
  if (term.kind === 'constant' || term.kind === 'nil')
    throw fail(reader, `.${fields[0]} cannot follow a constant`);
  const merged =
    term.kind === 'chain' ? { of: term.of, fields: [...term.fields, ...fields] } : { of: term, fields };
  return { kind: 'chain', ...merged, offset: term.offset };
}

function readTerm(reader: Reader): Operand {
  const token = next(reader);
  const { offset, value } = token;
  switch (token.kind) {
    case 'dot':
      return { kind: 'dot', offset };
    case 'field':
      return { kind: 'chain', of: { kind: 'dot', offset }, fields: [value], offset };
    case 'variable':
      checkVariable(reader, `$${value}`);
      return { kind: 'variable', name: `$${value}`, offset };
    case 'string':
      return { kind: 'constant', value, offset };
    case 'character':
      if ([...value].length !== 1) throw fail(reader, `'${value}' is not one character`);
      return { kind: 'constant', value: value.codePointAt(0), offset };
    case 'number':
      return readNumber(reader, token);
    case 'identifier':
      return readIdentifier(reader, token);
    default:
      if (isMark(token, '(')) return nested(reader, () => readPipe(reader, ')', 1));
      throw fail(reader, `${JSON.stringify(value)} was not expected here`);
  }
}

function readNumber(reader: Reader, token: Token): Operand {
  const value = parseNumber(token.value);
  if (value === undefined) throw fail(reader, `${JSON.stringify(token.value)} is not a number`);
  return { kind: 'constant', value, offset: token.offset };
}

function readIdentifier(reader: Reader, { value: name, offset }: Token): Operand {
  if (name === 'true' || name === 'false') return { kind: 'constant', value: name === 'true', offset };
  if (name === 'nil') return { kind: 'nil', offset };
  if (FUNCTIONS.has(name) || name === 'and' || name === 'or') return { kind: 'identifier', name, offset };
  const hint = `functions: ${[...FUNCTIONS.keys(), 'and', 'or'].sort().join(', ')}`;
  throw templateError(positionAt(reader.text, offset), `the function "${name}" is not defined`, hint);
}
