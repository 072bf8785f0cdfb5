import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../base/json.ts';
import type { OptionSpec } from './command.ts';
import { mergeSettings, readConfigFile, variableOf } from './settings.ts';

const SPECS: readonly OptionSpec[] = [
  { flag: '--fail-on', value: 'SEVERITY', help: '', choices: ['high', 'low', 'none'], default: 'high' },
  { flag: '--output', value: 'FORMAT', help: '', repeatable: true },
  { flag: '--offline', help: '' },
  { flag: '--password', value: 'WORD', help: '', secret: true },
];
const COMMAND = { name: 'check', all: ['check', 'pull'], knownKeys: ['offline'] };
const file = (values: Record<string, JsonValue>) => ({ path: 'plimsoll.yaml', values });
const merge = (...[flags, env, values]: [object, Record<string, string>?, Record<string, JsonValue>?]) =>
  mergeSettings(SPECS, flags as Record<string, string>, env ?? {}, values && file(values), COMMAND);

describe('mergeSettings()', () => {
  it('lets flags win over variables, variables over a command’s section, that over the file, that over the default', () => {
    const env = { PLIMSOLL_FAIL_ON: 'low' };
    const values = { 'fail-on': 'high', check: { 'fail-on': 'none' } };
    expect(merge({ 'fail-on': 'high' }, env, values)['fail-on']).toBe('high');
    expect(merge({}, env, values)['fail-on']).toBe('low');
    expect(merge({}, {}, values)['fail-on']).toBe('none');
    expect(merge({}, {}, { 'fail-on': 'low' })['fail-on']).toBe('low');
    expect(merge({})['fail-on']).toBe('high');
  });

  it('reads lists and switches from each source', () => {
    expect(merge({}, { PLIMSOLL_OUTPUT: 'json=a, sarif=b' }).output).toEqual(['json=a', 'sarif=b']);
    expect(merge({}, {}, { output: ['json', 'table'] }).output).toEqual(['json', 'table']);
    expect(merge({}, {}, { output: 'json' }).output).toEqual(['json']);
    for (const yes of ['1', 'true', 'YES', 'on'])
      expect(merge({}, { PLIMSOLL_OFFLINE: yes }).offline).toBe(true);
    for (const no of ['0', 'false', 'No', 'off', ''])
      expect(merge({}, { PLIMSOLL_OFFLINE: no }).offline).toBeUndefined();
    expect(merge({}, {}, { offline: false }).offline).toBeUndefined();
  });

  it('refuses what does not fit, wherever it was said', () => {
    expect(() => merge({ 'fail-on': 'hihg' })).toThrow(/"hihg" is not one of its values/);
    expect(() => merge({}, { PLIMSOLL_FAIL_ON: 'hihg' })).toThrow(/--fail-on/);
    expect(() => merge({}, { PLIMSOLL_OFFLINE: 'perhaps' })).toThrow(/PLIMSOLL_OFFLINE: "perhaps"/);
    expect(() => merge({}, {}, { 'fail-on': { high: true } })).toThrow(/fail-on does not take/);
    expect(() => merge({}, {}, { offline: 'maybe' })).toThrow(/offline does not take "maybe"/);
  });

  it('refuses keys that mean nothing, with what was meant, but not those of other commands', () => {
    expect(() => merge({}, {}, { check: { 'fail-onn': 'none' } })).toThrow(
      expect.objectContaining({ code: 'malformed', hint: 'did you mean fail-on?' }),
    );
    expect(() => merge({}, {}, { chekc: {} })).toThrow(
      expect.objectContaining({ hint: 'did you mean check?' }),
    );
    expect(() => merge({}, {}, { xylophone: 1 })).toThrow(/means nothing here/);
    expect(merge({}, {}, { pull: { anything: 1 }, offline: true }).offline).toBe(true);
  });

  it('takes no secret from a file', () => {
    expect(merge({}, {}, { password: 'x' }).password).toBeUndefined();
    expect(merge({}, { PLIMSOLL_PASSWORD: 'x' }).password).toBe('x');
  });

  it('takes an option that means something else elsewhere from the command line alone', () => {
    const specs = [{ flag: '--output', value: 'FILE', help: '', onlyTyped: true }];
    const command = { ...COMMAND, name: 'save', knownKeys: ['output'] };
    const env = { PLIMSOLL_OUTPUT: 'json' };
    expect(mergeSettings(specs, {}, env, file({ output: 'json' }), command)).toEqual({});
    expect(mergeSettings(specs, { output: 'a.tar' }, env, undefined, command)).toEqual({ output: 'a.tar' });
    expect(() => mergeSettings(specs, {}, {}, file({ save: { output: 'a' } }), command)).toThrow(/output/);
  });
});

it('variableOf() spells a flag as a variable', () => {
  expect(variableOf({ flag: '--allow-http-registry', help: '' })).toBe('PLIMSOLL_ALLOW_HTTP_REGISTRY');
});

describe('readConfigFile()', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-settings-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const below = join(root, 'a/b');
  mkdirSync(below, { recursive: true });

  it('finds the nearest file upwards, and reads the one that is named', async () => {
    expect(await readConfigFile(below, undefined)).toBeUndefined();
    writeFileSync(join(root, 'plimsoll.yaml'), 'offline: true\n');
    expect((await readConfigFile(below, undefined))?.values).toEqual({ offline: true });
    writeFileSync(join(below, 'plimsoll.yaml'), '');
    expect((await readConfigFile(below, undefined))?.values).toEqual({});
    expect((await readConfigFile(below, join(root, 'plimsoll.yaml')))?.values).toEqual({ offline: true });
  });

  it('says what is wrong with a file', async () => {
    await expect(readConfigFile(root, join(root, 'none'))).rejects.toMatchObject({ code: 'usage' });
    for (const text of ['- a\n- b\n', 'just text', 'a: [1', 'a: 1\na: 2\n']) {
      writeFileSync(join(below, 'bad.yaml'), text);
      await expect(readConfigFile(root, join(below, 'bad.yaml')), text).rejects.toMatchObject({
        code: 'malformed',
      });
    }
  });
});
