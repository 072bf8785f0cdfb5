import { describe, expect, test } from 'vitest';
import type { HistoryEntry, ImageConfig } from '../image/config.ts';
import { detectBase, layerOrigins, readOwnedHistory } from './base.ts';

type Config = Pick<ImageConfig, 'history' | 'diffIds' | 'runtime'>;

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `sha256:${i}`);

/** A text that starts with `-` made no layer. */
function image(
  lines: readonly string[],
  labels: Readonly<Record<string, string>> = {},
  comments: readonly string[] = [],
): Config {
  const history = lines.map((text, i): HistoryEntry => {
    const comment = comments[i];
    return {
      createdBy: text.replace(/^-/, ''),
      emptyLayer: text.startsWith('-'),
      ...(comment && { comment }),
    };
  });
  const layers = lines.filter((text) => !text.startsWith('-')).length;
  return { history, diffIds: ids(layers), runtime: { labels } } as unknown as Config;
}

const DEBIAN = "# debian.sh --arch 'amd64' out/ 'bookworm' '@1733702400'";
const APP = [DEBIAN, '-CMD ["bash"]', 'RUN /bin/sh -c apt-get update', 'COPY a /app', '-CMD ["/app"]'];

describe('detectBase()', () => {
  test('takes the last command that a layer follows for the end of the base', () => {
    expect(detectBase(image(APP))).toMatchObject({
      name: 'debian:bookworm',
      layers: 1,
      historyLines: 2,
      confidence: 'heuristic',
    });
  });

  test('sees no base in an image of one Dockerfile', () => {
    expect(detectBase(image(['COPY a /', '-CMD ["/a"]']))).toBeUndefined();
    expect(detectBase(image([]))).toBeUndefined();
    expect(detectBase(image(['-CMD ["/a"]', '-ENV A=1']))).toBeUndefined();
  });

  test('believes known layers before the history', () => {
    const known = [
      { name: 'debian:12', diffIds: ids(1) },
      { name: 'python:3', digest: `sha256:${'a'.repeat(64)}`, diffIds: ids(2) },
    ];
    expect(detectBase(image(APP), { known })).toMatchObject({
      name: 'python:3',
      layers: 2,
      confidence: 'certain',
    });
  });

  test.each([
    ['other layers', [{ name: 'x', diffIds: ['sha256:z'] }]],
    ['all layers', [{ name: 'x', diffIds: ids(3) }]],
    ['no layers', [{ name: 'x', diffIds: [] }]],
  ])('is not fooled by a known base with %s', (_, known) => {
    expect(detectBase(image(APP), { known })?.name).toBe('debian:bookworm');
  });

  test('takes name and digest from annotations before labels', () => {
    const digest = `sha256:${'b'.repeat(64)}`;
    const labels = { 'org.opencontainers.image.base.name': 'from-label' };
    const annotations = {
      'org.opencontainers.image.base.name': 'docker.io/library/debian:12',
      'org.opencontainers.image.base.digest': digest,
    };
    expect(detectBase(image(APP, labels), { annotations })).toMatchObject({
      name: 'docker.io/library/debian:12',
      digest,
      layers: 1,
    });
    expect(detectBase(image(APP, labels))?.name).toBe('from-label');
    const bad = { 'org.opencontainers.image.base.digest': 'sha256:short' };
    expect(detectBase(image(['COPY a /'], bad))).toBeUndefined();
  });

  test('reads what buildah notes', () => {
    const config = image(['ADD a /', '-CMD ["a"]', 'RUN /bin/sh -c b'], {}, [
      '',
      '',
      'FROM docker.io/library/alpine:3',
    ]);
    expect(detectBase(config)).toMatchObject({
      name: 'docker.io/library/alpine:3',
      layers: 1,
      evidence: 'history comment',
    });
  });
});

test('layerOrigins() and readOwnedHistory() say whose work it is', () => {
  const base = { layers: 1, evidence: 'history' };
  expect(layerOrigins(base, 3)).toEqual(['base', 'yours', 'yours']);
  expect(layerOrigins(undefined, 2)).toEqual(['unknown', 'unknown']);
  expect(layerOrigins({ layers: 9, evidence: '' }, 2)).toEqual(['base', 'base']);
  expect(readOwnedHistory(image(APP), base).map((l) => l.origin)).toEqual([
    'base',
    'base',
    'yours',
    'yours',
    'yours',
  ]);
  expect(readOwnedHistory(image(APP), undefined).every((l) => l.origin === 'unknown')).toBe(true);
});
