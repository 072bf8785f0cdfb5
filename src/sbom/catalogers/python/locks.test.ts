import { describe, expect, it } from 'vitest';
import { catalogFile } from '../../testing/catalog-view.ts';
import { parsePdmLock, parsePipfileLock, parsePoetryLock, parsePylock, parseUvLock } from './locks.ts';

const UV = `version = 1
revision = 3
requires-python = ">=3.9"

[[package]]
name = "click"
version = "8.1.8"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "colorama", marker = "sys_platform == 'win32'" },
]
wheels = [
    { url = "https://files.pythonhosted.org/packages/click-8.1.8-py3-none-any.whl", hash = "sha256:63c1", size = 98188, upload-time = "2024-12-21T18:38:41.666Z" },
]

[[package]]
name = "click"
version = "8.3.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "demo"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "flask", extra = ["async"] },
]

[package.optional-dependencies]
dev = [
    { name = "click", version = "8.1.8", source = { registry = "https://pypi.org/simple" } },
]

[[package]]
name = "flask"
version = "3.1.3"
source = { git = "https://github.com/pallets/flask?rev=3.1.3#abc" }
dependencies = [
    { name = "click", version = "8.3.0", marker = "python_full_version >= '3.10'" },
]
`;

describe('parseUvLock()', () => {
  it('reads packages, what they need by version, extras and sources', () => {
    const packages = parseUvLock(catalogFile('uv.lock', UV)).packages ?? [];
    expect(packages.map((p) => [p.name, p.version, p.requires])).toEqual([
      ['click', '8.1.8', ['colorama']],
      ['click', '8.3.0', []],
      ['demo', '0.1.0', ['flask', 'click@8.1.8']],
      ['flask', '3.1.3', ['click@8.3.0']],
    ]);
    expect(packages[0]).toMatchObject({
      evidence: 'declared',
      purl: 'pkg:pypi/click@8.1.8',
      metadataType: 'python-uv-lock-entry',
      metadata: {
        index: 'https://pypi.org/simple',
        dependencies: [{ name: 'colorama', optional: false, markers: "sys_platform == 'win32'" }],
      },
    });
    expect(packages[2]?.metadata?.extras).toEqual([{ name: 'dev', dependencies: ['click'] }]);
    expect(packages[3]?.purl).toBe(
      'pkg:pypi/flask@3.1.3?vcs_url=git%2Bhttps:%2F%2Fgithub.com%2Fpallets%2Fflask%40abc',
    );
  });

  it('says what it cannot read', () => {
    expect(() => parseUvLock(catalogFile('uv.lock', '[[package]'))).toThrow(/read uv\.lock/);
    expect(parseUvLock(catalogFile('uv.lock', UV, 9)).unknowns).toHaveLength(1);
    expect(parseUvLock(catalogFile('uv.lock', 'package = 7')).packages).toEqual([]);
    const many = '[[package]]\n'.repeat(100_001);
    expect(() => parseUvLock(catalogFile('uv.lock', many))).toThrow(/more than 100000 packages/);
  });
});

describe('parsePoetryLock()', () => {
  it('reads versions, constraints, groups and sources', () => {
    const text = `[[package]]
name = "Jinja2"
version = "3.1.6"
description = "Templates."
optional = false
python-versions = ">=3.7"
groups = ["main", "dev"]
files = [
    {file = "jinja2-3.1.6-py3-none-any.whl", hash = "sha256:85ec"},
]

[package.dependencies]
MarkupSafe = ">=2.0"
colorama = {version = "*", optional = true, markers = "sys_platform == 'win32'"}

[package.extras]
i18n = ["Babel (>=2.7)"]

[[package]]
name = "markupsafe"
version = "3.0.2"
groups = ["dev"]

[package.source]
type = "legacy"
url = "https://index.example.org/simple"
reference = "private"

[metadata]
lock-version = "2.1"
`;
    const [jinja, markupsafe] = parsePoetryLock(catalogFile('poetry.lock', text)).packages ?? [];
    expect(jinja).toMatchObject({
      name: 'Jinja2',
      purl: 'pkg:pypi/jinja2@3.1.6',
      description: 'Templates.',
      metadataType: 'python-poetry-lock-entry',
      requires: ['markupsafe', 'colorama'],
      metadata: {
        index: 'https://pypi.org/simple',
        dependencies: [
          { name: 'MarkupSafe', version: '>=2.0', optional: false },
          { name: 'colorama', version: '*', optional: true, markers: "sys_platform == 'win32'" },
        ],
        extras: [{ name: 'i18n', dependencies: ['Babel (>=2.7)'] }],
      },
    });
    expect(jinja?.metadata).not.toHaveProperty('dev');
    expect(markupsafe?.provides).toContain('markupsafe');
    expect(markupsafe?.metadata).toMatchObject({ index: 'https://index.example.org/simple', dev: true });
    expect(markupsafe?.purl).toBe('pkg:pypi/markupsafe@3.0.2');
  });
});

describe('parsePdmLock()', () => {
  it('reads files, groups and requirements', () => {
    const text = `[metadata]
groups = ["default", "lint"]

[[package]]
name = "blinker"
version = "1.9.0"
requires_python = ">=3.9"
summary = "Fast signals"
groups = ["default"]
dependencies = ["typing-extensions>=4; python_version < \\"3.11\\""]
files = [
    {file = "blinker-1.9.0-py3-none-any.whl", hash = "sha256:ba0e"},
]
`;
    expect(parsePdmLock(catalogFile('pdm.lock', text)).packages).toMatchObject([
      {
        name: 'blinker',
        requires: ['typing-extensions'],
        metadataType: 'python-pdm-lock-entry',
        metadata: {
          summary: 'Fast signals',
          files: [{ url: 'blinker-1.9.0-py3-none-any.whl', digest: { algorithm: 'sha256', value: 'ba0e' } }],
          requiresPython: '>=3.9',
        },
      },
    ]);
  });
});

describe('parsePylock()', () => {
  it('reads the standard form', () => {
    const text = `lock-version = "1.0"
created-by = "uv"

[[packages]]
name = "asgiref"
version = "3.11.1"
marker = "python_full_version < '3.10'"
index = "https://pypi.org/simple"
sdist = { url = "https://files.pythonhosted.org/a.tar.gz", upload-time = 2026-02-03T13:30:14Z, size = 38550, hashes = { sha256 = "5f18" } }

[[packages]]
name = "g"
version = "1.0"
vcs = { type = "git", url = "https://x.org/g.git", commit-id = "abc" }

[[packages]]
name = "local"
directory = { path = "." }
`;
    const packages = parsePylock(catalogFile('pylock.toml', text)).packages ?? [];
    expect(packages.map((p) => p.purl)).toEqual([
      'pkg:pypi/asgiref@3.11.1',
      'pkg:pypi/g@1.0?vcs_url=git%2Bhttps:%2F%2Fx.org%2Fg.git%40abc',
    ]);
  });
});

describe('parsePipfileLock()', () => {
  it('reads every category, development marked', () => {
    const lock = {
      _meta: { sources: [{ name: 'pypi', url: 'https://pypi.org/simple', verify_ssl: true }] },
      default: {
        requests: { version: '==2.31.0', hashes: ['sha256:58cd'], extras: ['socks'], index: 'pypi' },
      },
      develop: {
        pytest: { version: '==9.2.0' },
        g: { git: 'https://x.org/g.git', ref: 'abc' },
        odd: 7,
        none: {},
      },
    };
    const packages = parsePipfileLock(catalogFile('Pipfile.lock', JSON.stringify(lock))).packages ?? [];
    expect(packages.map((p) => [p.name, p.version, p.metadata?.dev])).toEqual([
      ['requests', '2.31.0', undefined],
      ['pytest', '9.2.0', true],
      ['g', 'abc', true],
    ]);
    expect(packages[0]).toMatchObject({
      metadataType: 'python-pipfile-lock-entry',
      metadata: { hashes: ['sha256:58cd'], index: 'https://pypi.org/simple' },
    });
    expect(packages[2]?.purl).toBe('pkg:pypi/g@abc?vcs_url=git%2Bhttps:%2F%2Fx.org%2Fg.git%40abc');
  });
});
