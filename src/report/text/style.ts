/** Paints one piece of text. */
export type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly underline: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly blue: Paint;
  readonly magenta: Paint;
  readonly cyan: Paint;
  /** White on red, black on green: for a verdict. */
  readonly onRed: Paint;
  readonly onGreen: Paint;
}

/** `width` is the terminal's, in columns. Whoever owns the terminal decides both; nothing here reads the environment. */
export interface TextOptions {
  readonly colour: boolean;
  readonly width: number;
}

const CODES: Readonly<Record<keyof Style, readonly [string, string]>> = {
  bold: ['1', '22'],
  dim: ['2', '22'],
  underline: ['4', '24'],
  red: ['31', '39'],
  green: ['32', '39'],
  yellow: ['33', '39'],
  blue: ['34', '39'],
  magenta: ['35', '39'],
  cyan: ['36', '39'],
  onRed: ['1;97;41', '22;39;49'],
  onGreen: ['1;30;42', '22;39;49'],
};

/** The paints of a terminal; without colour each gives its text back. */
export function createStyle(options: { readonly colour: boolean }): Style {
  const paint = ([open, close]: readonly [string, string]): Paint =>
    options.colour ? (text) => (text === '' ? '' : `\x1b[${open}m${text}\x1b[${close}m`) : (text) => text;
  return Object.fromEntries(
    Object.entries(CODES).map(([name, codes]) => [name, paint(codes)]),
  ) as unknown as Style;
}
