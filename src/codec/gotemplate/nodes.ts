import type { GoValue } from './value.ts';

/** `{{…}}` without the braces, divided at `|`. */
export interface Pipe {
  readonly kind: 'pipe';
  readonly declares: readonly string[];
  /** `=` rather than `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
  readonly offset: number;
}

export interface Command {
  readonly operands: readonly Operand[];
  readonly offset: number;
}

export type Operand =
  | { readonly kind: 'dot'; readonly offset: number }
  | { readonly kind: 'nil'; readonly offset: number }
  | { readonly kind: 'constant'; readonly value: GoValue; readonly offset: number }
  | { readonly kind: 'identifier'; readonly name: string; readonly offset: number }
  | { readonly kind: 'variable'; readonly name: string; readonly offset: number }
  | {
      readonly kind: 'chain';
      readonly of: Operand;
      readonly fields: readonly string[];
      readonly offset: number;
    }
  | Pipe;

export type Node =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
      readonly offset: number;
    }
  | {
      readonly kind: 'template';
      readonly name: string;
      readonly pipe: Pipe | undefined;
      readonly offset: number;
    }
  | { readonly kind: 'break' | 'continue'; readonly offset: number };

export interface Template {
  readonly text: string;
  readonly root: readonly Node[];
  /** By `define` and `block`. */
  readonly named: ReadonlyMap<string, readonly Node[]>;
}
