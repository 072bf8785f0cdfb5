import { describe, expect, it } from 'vitest';
import { messageText, pathUri, repositoryOf } from './sarif-text.ts';

describe('pathUri()', () => {
  it.each([
    ['usr/bin/passwd', 'usr/bin/passwd'],
    ['/usr/bin', 'usr/bin'],
    ['a b/c%d', 'a%20b/c%25d'],
    ['c:/windows', 'c%3A/windows'],
    ['etc/näme', 'etc/n%C3%A4me'],
    ['bytes/\udcff', 'bytes/%FF'],
    ['new\nline?#', 'new%0Aline%3F%23'],
    ['../up/./x', '%2E%2E/up/%2E/x'],
    ['a//b', 'a/%2Fb'],
  ])('encodes %j as %s', (path, uri) => {
    expect(pathUri(path)).toBe(uri);
  });
});

describe('messageText()', () => {
  it('keeps text from being a placeholder or a link', () => {
    expect(messageText('{0} of [click](https://evil.example) {x}[1]')).toBe(
      '{{0}} of \\[click](https://evil.example) {x}[1]',
    );
  });
  it('shows control characters', () => {
    expect(messageText('a\x1b[0m\nb')).toBe('a\\x1b[0m\\nb');
  });
});

describe('repositoryOf()', () => {
  it.each([
    ['docker.io/library/nginx:latest', 'registry', 'docker.io/library/nginx'],
    ['localhost:5000/app', 'registry', 'localhost:5000/app'],
    ['localhost:5000/app:1@sha256:00ff', 'store', 'localhost:5000/app'],
    ['./images/app:1', 'oci', './images/app:1'],
    ['', 'registry', 'image'],
  ])('of %s in %s is %s', (reference, transport, name) => {
    expect(repositoryOf(reference, transport)).toBe(name);
  });
});
