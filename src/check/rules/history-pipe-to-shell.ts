import { matchCommands, reportLines } from '../build-lines.ts';
import type { Rule } from '../model.ts';
import { programOf, programWords, type SimpleCommand } from '../shell.ts';

const DOWNLOADERS = new Set(['curl', 'wget', 'fetch', 'http', 'aria2c']);
const SHELLS = /^(ba|da|a|z|k|fi)?sh$/;
const INTERPRETERS = /^(python[\d.]*|perl|ruby|node|php)$/;

export const pipeToShell: Rule = {
  id: 'history/pipe-to-shell',
  title: 'no downloads piped into a shell',
  severity: 'medium',
  needs: 'config',
  help: 'A script that goes from the network straight into a shell was seen by nobody, is not pinned, and runs half when the connection breaks. Whoever controls the server at build time controls the image.',
  check(context) {
    const feeds = new Map(context.history.map((line) => [line, /<\(\s*(curl|wget)\b/.exec(line.args)?.[1]]));
    const matches = matchCommands(
      context,
      (command, line) => pipedScript(command) ?? substitutedScript(command, feeds.get(line)),
    );
    return reportLines(pipeToShell, context, matches, {
      title: 'download piped into a shell',
      message: `the build ran ${matches[0]?.what}`,
      remedy: 'download to a file, verify it (sha256sum -c), then run it; or install the package instead',
    });
  },
};

function pipedScript(command: SimpleCommand): string | undefined {
  const from = command.pipedFrom.map(programOf).find((p) => DOWNLOADERS.has(p));
  const program = programOf(command);
  return from && readsScript(program, programWords(command).slice(1)) ? `${from} | ${program}` : undefined;
}

// `sh -c TEXT`, `python3 -c TEXT` and `perl FILE` take their program from elsewhere and the pipe as data.
function readsScript(program: string, args: readonly string[]): boolean {
  if (SHELLS.test(program)) {
    const operand = args.find((a) => !/^[-+]./.test(a));
    return (
      !args.some((a) => /^-[a-z]*c$/.test(a)) &&
      (operand === undefined || operand === '-' || args.includes('-s'))
    );
  }
  return INTERPRETERS.test(program) && (args.length === 0 || args[0] === '-');
}

/** `sh -c "$(curl …)"` and `bash <(curl …)`. */
function substitutedScript(command: SimpleCommand, feed: string | undefined): string | undefined {
  const program = programOf(command);
  if (!SHELLS.test(program) && program !== 'eval' && program !== 'source' && program !== '.')
    return undefined;
  const inner = command.words.map((w) => /(?:\$\(|<\(|`)\s*(curl|wget)\b/.exec(w)?.[1]).find(Boolean);
  if (feed && command.words.at(-1) === '<') return `${program} <(${feed} …)`;
  return inner ? `${program} "$(${inner} …)"` : undefined;
}
