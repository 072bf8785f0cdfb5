import { describe, expect, it } from 'vitest';
import { parseToml } from './toml.ts';

describe('parseToml()', () => {
  it('gives tables and arrays of tables as plain values', () => {
    const text = 'version = 1\n[[package]]\nname = "a"\n[package.source]\nregistry = "r"\n';
    expect(parseToml(Buffer.from(text), 'uv.lock')).toEqual({
      version: 1,
      package: [{ name: 'a', source: { registry: 'r' } }],
    });
  });

  it('names the file when it is malformed', () => {
    expect(() => parseToml(Buffer.from('= ='), 'uv.lock')).toThrow(/read uv\.lock: /);
  });

  it('stops at too many bytes and at too deep a nesting', () => {
    expect(() => parseToml(Buffer.alloc(11, ' '), 'x', { maxBytes: 10 })).toThrow(/more than 10 bytes/);
    expect(() => parseToml(Buffer.from(`a = ${'['.repeat(40)}${']'.repeat(40)}`), 'x')).toThrow(/read x/);
  });
});
