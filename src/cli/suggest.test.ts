import { expect, it } from 'vitest';
import { suggest } from './suggest.ts';

const COMMANDS = ['check', 'copy', 'pull', 'push', 'prune', 'images', 'inspect'];

it('suggest() finds the word that was meant', () => {
  const meant: Record<string, string> = {
    chekc: 'check', // two letters swapped
    chek: 'check',
    checkk: 'check',
    pul: 'pull',
    pusg: 'push',
    inspct: 'inspect',
    image: 'images',
  };
  for (const [typed, word] of Object.entries(meant)) expect(suggest(typed, COMMANDS), typed).toBe(word);
});

it('suggest() keeps quiet when nothing is near', () => {
  for (const typed of ['xylophone', 'docker', '', 'c'.repeat(100_000)])
    expect(suggest(typed, COMMANDS), typed.slice(0, 20)).toBeUndefined();
  expect(suggest('check', [])).toBeUndefined();
});

it('suggest() takes the nearest, and the first of equally near ones', () => {
  expect(suggest('pus', ['pull', 'push'])).toBe('push');
  expect(suggest('pu', ['pull', 'pup', 'put'])).toBe('pup');
});
