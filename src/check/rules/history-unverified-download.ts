import { matchCommands, reportLines } from '../build-lines.ts';
import type { Rule } from '../model.ts';
import { programOf, programWords, type SimpleCommand } from '../shell.ts';

/** Options that switch verification off, by program. */
const SWITCHES: readonly (readonly [programs: RegExp, option: RegExp])[] = [
  [/^(apt|apt-get|aptitude)$/, /^(--allow-unauthenticated|--force-yes|--allow-insecure-repositories)$/],
  [/^(apt|apt-get)$/, /(AllowUnauthenticated|AllowInsecureRepositories|Verify-Peer=(false|0))/],
  [/^apk$/, /^--allow-untrusted$/],
  [/^(yum|dnf|microdnf|tdnf)$/, /^(--nogpgcheck|--no-gpgchecks|--setopt=.*gpgcheck=(0|false))$/],
  [/^rpm$/, /^(--nosignature|--nodigest)$/],
  [/^zypper$/, /^(--no-gpg-checks|--gpg-auto-import-keys)$/],
  [/^pip[\d.]*$/, /^--trusted-host/],
  [/^(npm|yarn|pnpm)$/, /^(--strict-ssl=false|--no-strict-ssl)$/],
  [/^curl$/, /^(--insecure|-(?=[a-zA-Z]{1,40}$)[a-zA-Z]*k.*)$/],
  [/^wget$/, /^--no-check-certificate$/],
  [/^git$/, /^http\.sslVerify=(false|0)$/i],
  [/^gem$/, /^--no-verify$/],
];

export const unverifiedDownload: Rule = {
  id: 'history/unverified-download',
  title: 'packages and downloads are verified',
  severity: 'medium',
  needs: 'config',
  help: 'An option that skips signatures or certificates lets anyone between the build and the server choose what goes into the image.',
  check(context) {
    const matches = matchCommands(
      context,
      (command, line) => switchOf(command) ?? trustedSource(command, line.args),
    );
    return reportLines(unverifiedDownload, context, matches, {
      title: 'verification switched off',
      message: `the build used ${matches[0]?.what}`,
      remedy: 'drop the option and install the key or the authority that is missing',
    });
  },
};

function switchOf(command: SimpleCommand): string | undefined {
  const program = programOf(command);
  const options = programWords(command).slice(1);
  for (const [programs, pattern] of SWITCHES) {
    const option = programs.test(program) ? options.find((o) => pattern.test(o)) : undefined;
    if (option) return `${program} ${option.slice(0, 80)}`;
  }
  return undefined;
}

// echo "deb [trusted=yes] …" > sources.list
function trustedSource(command: SimpleCommand, text: string): string | undefined {
  const writes = /^(echo|printf|sed|tee)$/.test(programOf(command)) && text.includes('sources.list');
  return writes && command.words.some((w) => /\[[^\]]{0,200}trusted=yes/.test(w))
    ? '[trusted=yes]'
    : undefined;
}
