import { describe, expect, test } from 'vitest';
import type { HistoryEntry } from '../image/config.ts';
import { cleanInstruction, layerInstructions, parseCreatedBy, readHistory } from './history.ts';

describe('parseCreatedBy()', () => {
  test.each([
    // The classic builder.
    ['/bin/sh -c #(nop)  CMD ["nginx"]', 'CMD', '["nginx"]'],
    ['/bin/sh -c #(nop) ADD file:0123456789abcdef in / ', 'ADD', 'file:0123456789abcdef in /'],
    ['/bin/sh -c apt-get update', 'RUN', 'apt-get update'],
    ['|2 A=1 B=two words /bin/sh -c make', 'RUN', 'make'],
    // buildkit.
    ['RUN /bin/sh -c make # buildkit', 'RUN', 'make'],
    ['RUN |1 A=1 /bin/sh -c make # buildkit', 'RUN', 'make'],
    ['RUN /bin/bash -o pipefail -c a | b # buildkit', 'RUN', 'a | b'],
    ['COPY . /app # buildkit', 'COPY', '. /app'],
    ['ENV A=b', 'ENV', 'A=b'],
    ['CMD ["a"]', 'CMD', '["a"]'],
    // buildah, kaniko, Windows.
    ['/bin/sh -c make|inheritLabels=false|force-mtime=1', 'RUN', 'make'],
    ['cmd /S /C dir', 'RUN', 'dir'],
    ['powershell -Command Get-Item', 'RUN', 'Get-Item'],
    // None of Dockerfile.
    ['bazel build ...', '', 'bazel build ...'],
    ['RUNNER', '', 'RUNNER'],
    ['', '', ''],
  ])('%j is %s', (text, instruction, args) => {
    expect(parseCreatedBy(text)).toMatchObject({ instruction, args });
  });

  test('keeps build arguments apart from the command', () => {
    const { buildArgs, args } = parseCreatedBy('|2 A=1 TOKEN=a b c /bin/sh -c echo A=2');
    expect(buildArgs).toEqual([
      ['A', '1'],
      ['TOKEN', 'a b c'],
    ]);
    expect(args).toBe('echo A=2');
    expect(parseCreatedBy('|9999 A=1 /bin/sh -c x').buildArgs).toEqual([['A', '1']]);
    expect(parseCreatedBy('|0 /bin/sh -c x')).toMatchObject({ args: 'x', buildArgs: [] });
  });
});

describe('cleanInstruction()', () => {
  test.each([
    ['/bin/sh -c #(nop)  EXPOSE map[80/tcp:{} 443/tcp:{}]', 'EXPOSE 80/tcp 443/tcp'],
    [`/bin/sh -c #(nop) ADD file:${'ab'.repeat(32)} in /`, 'ADD file:abababab… in /'],
    ['|1 TOKEN=hunter22 /bin/sh -c make   all', 'RUN make all'],
    ['RUN /bin/sh -c curl -u me:hunter22 https://x', 'RUN curl -u me:[redacted] https://x'],
    ['RUN /bin/sh -c printf \u001b[31mred', 'RUN printf \\x1b[31mred'],
  ])('shows %j as %j', (createdBy, shown) => {
    expect(cleanInstruction({ createdBy })).toBe(shown);
  });

  test('cuts at 120 characters', () => {
    expect(cleanInstruction({ createdBy: `RUN ${'x'.repeat(500)}` })).toMatch(/^RUN x{115}…$/);
  });

  test('tells who a foreign builder is', () => {
    expect(cleanInstruction({ createdBy: 'jib-maven', comment: 'classes' })).toBe('jib-maven (classes)');
    expect(cleanInstruction({ createdBy: '', comment: 'FROM x' })).toBe('');
  });
});

describe('readHistory()', () => {
  const entry = (createdBy: string, emptyLayer = false): HistoryEntry => ({ createdBy, emptyLayer });
  const layersOf = (history: readonly HistoryEntry[], count: number): (number | undefined)[] =>
    readHistory({ history, diffIds: Array.from({ length: count }, () => 'sha256:x') as never }).map(
      (l) => l.layer,
    );

  test('says which line made which layer', () => {
    const history = [
      entry('ADD a /'),
      entry('ENV A=1', true),
      entry('RUN /bin/sh -c b'),
      entry('CMD ["c"]', true),
    ];
    expect(layersOf(history, 2)).toEqual([0, undefined, 1, undefined]);
  });

  test('aligns from the top when the base has no history', () => {
    expect(layersOf([entry('RUN /bin/sh -c b')], 3)).toEqual([2]);
  });

  test('leaves metadata out where empty_layer was never written', () => {
    expect(layersOf([entry('ADD a /'), entry('ENV A=1'), entry('RUN /bin/sh -c b')], 2)).toEqual([
      0,
      undefined,
      1,
    ]);
  });

  test('says nothing where more lines claim layers than there are', () => {
    expect(layersOf([entry('RUN a'), entry('RUN b'), entry('RUN c')], 2)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(layersOf([], 2)).toEqual([]);
  });

  test('stops at 10 000 lines', () => {
    expect(
      readHistory({ history: Array.from({ length: 10_050 }, () => entry('RUN a')), diffIds: [] }).length,
    ).toBe(10_000);
  });

  test('layerInstructions() gives one text a layer', () => {
    const history = [entry('RUN /bin/sh -c b'), entry('CMD ["c"]', true)];
    expect(layerInstructions({ history, diffIds: ['sha256:a', 'sha256:b'] as never })).toEqual(['', 'RUN b']);
  });
});
