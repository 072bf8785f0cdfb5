import type { PlimsollError } from '../../base/error.ts';
import { FunctionError, positionAt, templateError } from './error.ts';
import { fieldOf } from './field.ts';
import { FUNCTIONS } from './functions.ts';
import type { TemplateLimits } from './limits.ts';
import type { Command, Node, Operand, Pipe, Template } from './nodes.ts';
import { printValue } from './print.ts';
import { asCollection, type GoValue, isTrue, sizeOf, typeName } from './value.ts';

interface Variable {
  readonly name: string;
  value: GoValue;
}

interface Run {
  readonly template: Template;
  readonly limits: TemplateLimits;
  readonly output: string[];
  length: number;
  steps: number;
  depth: number;
  variables: Variable[];
}

type Jump = 'break' | 'continue' | undefined;

/** Runs a parsed template over data. @throws PlimsollError `usage`, `not-found` (no such field, key or index), `limit` */
export function executeTemplate(template: Template, data: GoValue, limits: TemplateLimits): string {
  const run: Run = {
    template,
    limits,
    output: [],
    length: 0,
    steps: 0,
    depth: 0,
    variables: [{ name: '$', value: data }],
  };
  walk(run, template.root, data);
  return run.output.join('');
}

function fail(
  run: Run,
  offset: number,
  why: string,
  code: 'usage' | 'not-found' | 'limit' = 'usage',
  hint?: string,
): PlimsollError {
  return templateError(positionAt(run.template.text, offset), why, hint, code);
}

function step(run: Run, offset: number): void {
  if (++run.steps > run.limits.steps)
    throw fail(run, offset, `it takes more than ${run.limits.steps} steps`, 'limit');
}

// Work is paid for by size too, or a loop over one long string would cost what its steps do not show.
function charge(run: Run, size: number, offset: number): void {
  run.steps += size >> 5;
  step(run, offset);
}

function emit(run: Run, text: string, offset = 0): void {
  run.length += text.length;
  if (run.length > run.limits.outputLength)
    throw fail(run, offset, `its output has more than ${run.limits.outputLength} characters`, 'limit');
  run.output.push(text);
}

function walk(run: Run, nodes: readonly Node[], dot: GoValue): Jump {
  for (const node of nodes) {
    const jump = walkNode(run, node, dot);
    if (jump) return jump;
  }
  return undefined;
}

function walkNode(run: Run, node: Node, dot: GoValue): Jump {
  switch (node.kind) {
    case 'text':
      emit(run, node.value);
      return undefined;
    case 'action': {
      const value = evalPipe(run, node.pipe, dot);
      if (node.pipe.declares.length === 0) emit(run, printValue(value), node.pipe.offset);
      return undefined;
    }
    case 'template':
      callTemplate(run, node, dot);
      return undefined;
    case 'break':
    case 'continue':
      return node.kind;
    default:
      return scoped(run, () => (node.kind === 'range' ? walkRange(run, node, dot) : walkIf(run, node, dot)));
  }
}

function scoped<T>(run: Run, work: () => T): T {
  const mark = run.variables.length;
  const result = work();
  run.variables.length = mark;
  return result;
}

type Block = Extract<Node, { kind: 'if' | 'with' | 'range' }>;

function walkIf(run: Run, node: Block, dot: GoValue): Jump {
  const value = evalPipe(run, node.pipe, dot);
  if (!isTrue(value)) return walk(run, node.otherwise, dot);
  return walk(run, node.body, node.kind === 'with' ? value : dot);
}

function walkRange(run: Run, node: Block, dot: GoValue): Jump {
  const value = evalPipe(run, { ...node.pipe, declares: [] }, dot);
  const pairs = pairsOf(run, node, value);
  let empty = true;
  for (const [key, item] of pairs) {
    empty = false;
    step(run, node.offset);
    const jump = scoped(run, () => {
      bindRange(run, node.pipe, key, item);
      return walk(run, node.body, item);
    });
    if (jump === 'break') break;
  }
  return empty ? walk(run, node.otherwise, dot) : undefined;
}

function* pairsOf(run: Run, node: Block, value: GoValue): Iterable<readonly [GoValue, GoValue]> {
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (node.pipe.declares.length > 1)
      throw fail(run, node.offset, `range over the number ${value} gives one variable, not two`);
    for (let i = 0; i < value; i++) yield [i, i];
    return;
  }
  const collection = asCollection(value);
  if (!collection) {
    if (value === undefined || value === null) return;
    throw fail(run, node.offset, `range can't iterate over a value of type ${typeName(value)}`);
  }
  if (collection.kind === 'list') yield* collection.items.entries();
  else for (const key of collection.keys()) yield [key, collection.get(key)];
}

function bindRange(run: Run, pipe: Pipe, key: GoValue, item: GoValue): void {
  const [first, second] = pipe.declares;
  if (first === undefined) return;
  const values: [string, GoValue][] =
    second === undefined
      ? [[first, item]]
      : [
          [first, key],
          [second, item],
        ];
  for (const [name, value] of values) bind(run, pipe, name, value);
}

function bind(run: Run, pipe: Pipe, name: string, value: GoValue): void {
  const known = pipe.assigns ? run.variables.findLast((v) => v.name === name) : undefined;
  if (known) known.value = value;
  else run.variables.push({ name, value });
}

function callTemplate(run: Run, node: Extract<Node, { kind: 'template' }>, dot: GoValue): void {
  const body = run.template.named.get(node.name);
  if (!body) throw fail(run, node.offset, `the template "${node.name}" is not defined`);
  if (++run.depth > run.limits.depth)
    throw fail(run, node.offset, `templates call each other deeper than ${run.limits.depth} levels`, 'limit');
  step(run, node.offset);
  const value = node.pipe ? evalPipe(run, node.pipe, dot) : undefined;
  const { variables } = run;
  run.variables = [{ name: '$', value }];
  walk(run, body, value);
  run.variables = variables;
  run.depth--;
}

const NO_VALUE = Symbol('no piped value');
type Piped = GoValue | typeof NO_VALUE;

function evalPipe(run: Run, pipe: Pipe, dot: GoValue): GoValue {
  let value: Piped = NO_VALUE;
  for (const command of pipe.commands) value = evalCommand(run, command, dot, value);
  const result = value === NO_VALUE ? undefined : value;
  for (const name of pipe.declares) bind(run, pipe, name, result);
  return result;
}

function evalCommand(run: Run, command: Command, dot: GoValue, piped: Piped): GoValue {
  step(run, command.offset);
  const [first, ...rest] = command.operands as [Operand, ...Operand[]];
  if (first.kind === 'identifier') return callFunction(run, first.name, rest, dot, piped, command.offset);
  if (rest.length > 0 || piped !== NO_VALUE)
    throw fail(run, command.offset, "can't give argument to non-function");
  if (first.kind === 'nil') throw fail(run, command.offset, 'nil is not a command');
  return evalOperand(run, first, dot);
}

function evalOperand(run: Run, operand: Operand, dot: GoValue): GoValue {
  switch (operand.kind) {
    case 'dot':
      return dot;
    case 'nil':
      return null;
    case 'constant':
      return operand.value;
    case 'identifier':
      return callFunction(run, operand.name, [], dot, NO_VALUE, operand.offset);
    case 'variable':
      return run.variables.findLast((v) => v.name === operand.name)?.value;
    case 'pipe':
      return evalPipe(run, operand, dot);
    default:
      return operand.fields.reduce(
        (value, name) => evalField(run, value, name, operand.offset),
        evalOperand(run, operand.of, dot),
      );
  }
}

function evalField(run: Run, value: GoValue, name: string, offset: number): GoValue {
  step(run, offset);
  const found = fieldOf(value, name);
  if ('value' in found) return found.value;
  throw fail(run, offset, found.problem, found.missing ? 'not-found' : 'usage', found.hint);
}

function callFunction(
  run: Run,
  name: string,
  operands: readonly Operand[],
  dot: GoValue,
  piped: Piped,
  offset: number,
): GoValue {
  if (name === 'and' || name === 'or') return shortCircuit(run, name, operands, dot, piped, offset);
  const known = FUNCTIONS.get(name);
  if (!known) throw fail(run, offset, `the function "${name}" is not defined`);
  const args = operands.map((operand) => evalOperand(run, operand, dot));
  if (piped !== NO_VALUE) args.push(piped);
  if (args.length < known.min || args.length > known.max) {
    const want = known.min === known.max ? `${known.min}` : `at least ${known.min}`;
    throw fail(run, offset, `wrong number of args for ${name}: want ${want} got ${args.length}`);
  }
  for (const arg of args) charge(run, sizeOf(arg), offset);
  const value = guard(run, offset, name, () => known.call(args, run.limits.outputLength));
  if (typeof value === 'string' && value.length > run.limits.outputLength)
    throw fail(run, offset, `${name} made more than ${run.limits.outputLength} characters`, 'limit');
  charge(run, sizeOf(value), offset);
  return value;
}

function guard(run: Run, offset: number, name: string, call: () => GoValue): GoValue {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    throw fail(run, offset, `error calling ${name}: ${error.message}`, error.missing ? 'not-found' : 'usage');
  }
}

function shortCircuit(
  run: Run,
  name: 'and' | 'or',
  operands: readonly Operand[],
  dot: GoValue,
  piped: Piped,
  offset: number,
): GoValue {
  if (operands.length === 0 && piped === NO_VALUE)
    throw fail(run, offset, `wrong number of args for ${name}: want at least 1 got 0`);
  let value: GoValue;
  for (const operand of operands) {
    value = evalOperand(run, operand, dot);
    if (isTrue(value) === (name === 'or')) return value;
  }
  return piped === NO_VALUE ? value : piped;
}
