// Source trees of the package managers of Python.
import { join } from 'node:path';
import { type Input, inside, pythonTool, write } from './workshop.ts';

/** Names that are spelled differently in different places, extras, markers that do not hold here. */
const REQUIREMENTS = [
  'Flask==3.0.3',
  'requests[socks]==2.31.0',
  'zope.interface==6.4',
  'ruamel.yaml==0.18.6',
  'typing_extensions==4.11.0',
  "colorama==0.4.6 ; sys_platform == 'win32'",
];
const PROJECT = `[project]
name = "harbour-master"
version = "0.3.1"
description = "Counts ships"
requires-python = ">=3.11"
dependencies = [${REQUIREMENTS.map((line) => JSON.stringify(line)).join(', ')}]
`;

async function uv(folder: string, ...args: string[]): Promise<void> {
  await inside(folder, join(await pythonTool('uv'), 'bin/uv'), ...args);
}

/** By module: the scripts of a virtual environment break when its folder is renamed. */
async function module(folder: string, name: string, ...args: string[]): Promise<void> {
  await inside(folder, join(await pythonTool(name), 'bin/python'), '-m', name, ...args);
}

const PINS = `${REQUIREMENTS.join('\n')}\n`;

export const PYTHON_TREES: readonly Input[] = [
  {
    name: 'pip-requirements',
    kind: 'tree',
    about: 'requirements.txt by hand, and as `uv pip compile` writes it, with hashes',
    needs: ['python3'],
    make: async (folder) => {
      write(folder, { 'requirements.txt': PINS, 'compiled/in.in': PINS });
      const flags = ['--generate-hashes', '--quiet', '-o', 'compiled/requirements.txt'];
      await uv(folder, 'pip', 'compile', 'compiled/in.in', ...flags);
    },
  },
  {
    name: 'pipenv',
    kind: 'tree',
    about: 'Pipfile.lock',
    needs: ['python3'],
    make: async (folder) => {
      write(folder, {
        Pipfile: `[packages]\nflask = "==3.0.3"\n"zope.interface" = "==6.4"\nrequests = {version = "==2.31.0", extras = ["socks"]}\n
[dev-packages]\npytest = "==8.2.0"\n`,
      });
      await module(folder, 'pipenv', '--python', 'python3', 'lock', '--quiet');
    },
  },
  {
    name: 'uv',
    kind: 'tree',
    about: 'uv.lock',
    needs: ['python3'],
    make: async (folder) => {
      write(folder, { 'pyproject.toml': `${PROJECT}\n[dependency-groups]\ndev = ["pytest==8.2.0"]\n` });
      await uv(folder, 'lock', '--quiet');
    },
  },
  {
    name: 'pylock',
    kind: 'tree',
    about: 'pylock.toml',
    needs: ['python3'],
    make: async (folder) => {
      write(folder, { 'in.in': PINS });
      await uv(folder, 'pip', 'compile', 'in.in', '--quiet', '-o', 'pylock.toml');
    },
  },
  {
    name: 'python-venv',
    kind: 'tree',
    about: 'a virtual environment with wheels in it',
    needs: ['python3'],
    make: async (folder) => {
      write(folder, { 'requirements.txt': PINS });
      await inside(folder, 'python3', '-m', 'venv', 'venv');
      const flags = ['--only-binary=:all:', '--no-compile', '-q', '-r', 'requirements.txt'];
      await inside(folder, 'venv/bin/python', '-m', 'pip', 'install', ...flags);
    },
  },
];
