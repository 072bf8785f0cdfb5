import { PlimsollError } from '../../base/error.ts';
import { loginTo } from '../../usecase/login.ts';
import { type CommandModule, flag, text } from '../command.ts';
import { askPassword, askText, readAll } from '../prompt.ts';

export const command: CommandModule = {
  description:
    'Tries the credentials first, then keeps them where docker and podman find them too: with the configured credential helper, otherwise in the credential file.',
  arguments: [{ name: 'REGISTRY', help: 'host of the registry (default docker.io)', optional: true }],
  options: [
    { flag: '--username', short: '-u', value: 'NAME', help: 'user name; asked for when left out' },
    { flag: '--password-stdin', help: 'read the password from standard input' },
    {
      flag: '--password',
      short: '-p',
      value: 'PASSWORD',
      help: 'the password; others can see it in the list of processes',
      secret: true,
    },
  ],
  groups: ['network'],
  examples: [
    { text: 'Asks for what is missing', command: 'plimsoll login registry.example.com' },
    {
      text: 'In a pipeline',
      command: 'echo "$TOKEN" | plimsoll login registry.example.com -u ci --password-stdin',
    },
  ],
  run: async ({ args, options, session, terminal, signal, quiet }) => {
    const registry = args[0] ?? 'docker.io';
    const given = text(options, 'password');
    if (given !== undefined && !quiet)
      terminal.stderr.write(
        'warning: --password shows in the list of processes; --password-stdin does not\n',
      );
    const username = text(options, 'username') ?? (await askText(`User name for ${registry}: `, signal));
    const password =
      given ??
      (flag(options, 'password-stdin')
        ? await readAll(signal)
        : await askPassword(`Password for ${username}: `, signal));
    if (password === '') throw new PlimsollError('usage', `log in to ${registry}: the password is empty`);
    const where = await loginTo(session, registry, { username, password });
    if (!quiet) terminal.stderr.write(`Logged in to ${registry}, kept in ${where}\n`);
    return 0;
  },
};
