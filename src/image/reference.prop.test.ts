import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlimsollError } from '../base/error.ts';
import { formatReference, type ImageReference, parseReference } from './reference.ts';

const alnum = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const component = fc
  .array(fc.tuple(alnum, fc.constantFrom('.', '_', '__', '-', '--')), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([word, mark], i) => (i === 0 ? word : mark + word)).join(''));
const repository = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const host = fc.oneof(
  fc.constantFrom('docker.io', 'index.docker.io', 'localhost', '[::1]', 'ghcr.io', '127.0.0.1', 'MyOrg'),
  fc
    .constantFrom('registry', 'docker', 'oci', 'file', 'ostree', 'docker-daemon')
    .map((word) => `${word}:5000`),
  fc.tuple(alnum, fc.integer({ min: 1, max: 65535 })).map(([word, port]) => `${word}:${port}`),
);
const tag = fc.stringMatching(/^\w[\w.-]{0,20}$/);
const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`);
const name = fc
  .tuple(fc.option(host), repository, fc.option(tag), fc.option(digest))
  .map(([h, r, t, d]) => `${h ? `${h}/` : ''}${r}${t ? `:${t}` : ''}${d ? `@${d}` : ''}`);
const path = fc.stringMatching(/^[A-Za-z0-9._/][A-Za-z0-9 ._/-]{0,20}$/).filter((p) => !p.startsWith('//'));
const reference = fc.oneof(
  name,
  fc
    .tuple(fc.constantFrom('registry', 'store', 'docker', 'podman', 'containerd'), name)
    .map((p) => p.join(':')),
  fc.tuple(fc.constantFrom('dir', 'rootfs', 'file', 'sbom'), path).map((p) => p.join(':')),
  fc
    .tuple(fc.constantFrom('oci', 'oci-archive', 'docker-archive'), path, fc.option(tag))
    .map(([t, p, r]) => `${t}:${p}${r ? `:${r}` : ''}`),
);

function parsed(text: string, options = {}): ImageReference | undefined {
  try {
    return parseReference(text, options);
  } catch (error) {
    if (error instanceof PlimsollError && error.code === 'usage') return undefined;
    throw error;
  }
}

function meaning({ input: _input, assumptions: _assumptions, path, ...rest }: ImageReference): object {
  const named = rest.repository !== undefined || rest.imageId !== undefined;
  return named ? { ...rest, imageId: undefined } : { ...rest, path };
}

describe('parseReference() properties', () => {
  it('reads its own formatting back as the same reference', () => {
    let accepted = 0;
    fc.assert(
      fc.property(reference, (text) => {
        const first = parsed(text);
        if (!first) return;
        accepted++;
        const { transport } = first;
        const again = parseReference(formatReference(first), { defaultTransport: transport });
        const same = again.transport === 'auto' ? { ...again, transport } : again;
        expect(meaning(same)).toEqual(meaning(first));
        expect(formatReference(same)).toBe(formatReference(first));
      }),
      { numRuns: 3000, seed: 7 },
    );
    expect(accepted).toBeGreaterThan(2000);
  });

  it('assumes nothing when everything is said', () => {
    fc.assert(
      fc.property(repository, tag, (r, t) => {
        expect(parseReference(`registry:ghcr.io/${r}:${t}`).assumptions).toEqual([]);
      }),
    );
  });

  it('throws nothing but a usage error on any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(
          fc.constantFrom(
            ':',
            '/',
            '@',
            '//',
            '[',
            ']',
            '.',
            'a',
            'A',
            '5',
            'oci',
            'docker',
            'sha256',
            '%',
            ' ',
          ),
          {
            maxLength: 12,
          },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (t) => {
        parsed(t);
      }),
      { numRuns: 5000 },
    );
  });
});
