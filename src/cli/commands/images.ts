import { hexOf } from '../../base/digest.ts';
import { formatAge, formatBytes } from '../../base/text.ts';
import type { StoredImage } from '../../image/io/store.ts';
import { familiarName, parseReference } from '../../image/reference.ts';
import { type Cell, renderTable } from '../../report/index.ts';
import { type CommandModule, flag } from '../command.ts';

interface Row {
  readonly repository: string;
  readonly tag: string;
  readonly image: StoredImage;
}

export const command: CommandModule = {
  arguments: [
    { name: 'NAME', help: 'only images of this repository or name', optional: true, completes: 'image' },
  ],
  options: [
    { flag: '--digests', help: 'show digests: an image has one before any push' },
    { flag: '--no-trunc', help: 'show digests and ids in full' },
    { flag: '--ids', help: 'print image ids only' },
  ],
  groups: ['output'],
  formats: ['table', 'json'],
  examples: [
    { text: 'What is in the store?', command: 'plimsoll images' },
    {
      text: 'The digest of an image that was never pushed',
      command: 'plimsoll images --digests example-secure',
    },
  ],
  run: async ({ args, options, session, outputs, output, terminal }) => {
    const rows = rowsOf(await session.store().list()).filter((row) => !args[0] || matches(row, args[0]));
    for (const target of outputs) {
      const view = {
        digests: flag(options, 'digests'),
        whole: flag(options, 'no-trunc'),
        width: terminal.width,
        now: session.now,
      };
      const ids = [...new Set(rows.map((row) => row.image.imageId ?? row.image.digest))];
      const table = flag(options, 'ids')
        ? `${ids.join('\n')}${ids.length > 0 ? '\n' : ''}`
        : `${renderImages(rows, view)}\n`;
      await output.write(
        target,
        target.format === 'json' ? `${JSON.stringify(rows.map(toJson), null, 2)}\n` : table,
      );
    }
    return 0;
  },
};

function rowsOf(images: readonly StoredImage[]): Row[] {
  const rows = images.flatMap((image) =>
    image.names.length === 0
      ? [{ repository: '<none>', tag: '<none>', image }]
      : image.names.map((name) => rowOf(name, image)),
  );
  return rows.sort((a, b) => (`${a.repository}:${a.tag}` < `${b.repository}:${b.tag}` ? -1 : 1));
}

function rowOf(name: string, image: StoredImage): Row {
  const reference = parseReference(name, { defaultTransport: 'registry', defaultTag: '' });
  const { tag, digest, ...bare } = reference;
  return { repository: familiarName(bare), tag: tag ?? '<none>', image };
}

function matches(row: Row, wanted: string): boolean {
  const { tag, ...bare } = parseReference(wanted, { defaultTransport: 'registry', defaultTag: '' });
  return row.repository === familiarName({ ...bare }) && (tag === undefined || tag === row.tag);
}

function renderImages(
  rows: readonly Row[],
  view: { digests: boolean; whole: boolean; width: number; now: number },
): string {
  const columns = [
    { title: 'REPOSITORY', fit: 'middle' as const },
    { title: 'TAG' },
    ...(view.digests
      ? [{ title: 'DIGEST', fit: 'middle' as const, ...(view.whole && { min: Number.POSITIVE_INFINITY }) }]
      : []),
    { title: 'IMAGE ID' },
    { title: 'CREATED' },
    { title: 'SIZE', align: 'right' as const },
  ];
  const cells = rows.map(({ repository, tag, image }): Cell[] => [
    repository,
    tag,
    ...(view.digests ? [image.digest as string] : []),
    image.imageId ? (view.whole ? image.imageId : hexOf(image.imageId).slice(0, 12)) : '-',
    image.problem ?? (image.created ? formatAge(Date.parse(image.created), view.now) : '-'),
    formatBytes(image.size),
  ]);
  return renderTable(columns, cells, {
    width: view.whole || view.digests ? Math.max(view.width, 160) : view.width,
  });
}

function toJson({ repository, tag, image }: Row): Record<string, unknown> {
  const { digest, imageId, created, size, platforms, mediaType, problem } = image;
  return {
    repository,
    tag,
    digest,
    imageId: imageId ?? null,
    created: created ?? null,
    size,
    platforms,
    mediaType,
    problem: problem ?? null,
  };
}
