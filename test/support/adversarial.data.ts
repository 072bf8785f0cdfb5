import { gnuLong, type RawEntry } from './raw-tar.ts';

// Hostile and merely odd images, layer by layer, lowest first. Each is a question about what a container sees.

export interface AdversarialImage {
  readonly name: string;
  readonly layers: readonly (readonly RawEntry[])[];
}

const dir = (name: string, more: Partial<RawEntry> = {}): RawEntry => ({
  name,
  type: '5',
  mode: 0o755,
  ...more,
});
const file = (name: string | Buffer, body: string, more: Partial<RawEntry> = {}): RawEntry => ({
  name,
  body,
  ...more,
});
const link = (name: string, target: string, more: Partial<RawEntry> = {}): RawEntry => ({
  name,
  type: '2',
  mode: 0o777,
  link: target,
  ...more,
});
const hard = (name: string, target: string, more: Partial<RawEntry> = {}): RawEntry => ({
  name,
  type: '1',
  link: target,
  ...more,
});
const gone = (path: string): RawEntry => {
  const cut = path.lastIndexOf('/') + 1;
  return { name: `${path.slice(0, cut)}.wh.${path.slice(cut)}`, body: '', mode: 0 };
};
const opaque = (path: string): RawEntry => ({ name: `${path}.wh..wh..opq`, body: '', mode: 0 });
const image = (name: string, ...layers: RawEntry[][]): AdversarialImage => ({ name, layers });

const LONG = `${'long-directory-name/'.repeat(9)}file`;
const tree = [
  dir('d/', { mode: 0o750, uid: 5, gid: 6 }),
  file('d/old', 'old'),
  dir('d/s/'),
  file('d/s/x', 'x'),
];
const usr = [dir('usr/'), dir('usr/lib/'), file('usr/lib/old', 'old'), link('lib', 'usr/lib')];

const WHITEOUTS: readonly AdversarialImage[] = [
  image('whiteout-file', [file('a', '1'), file('b', '1')], [gone('a')]),
  image('whiteout-dir', tree, [gone('d')]),
  image('whiteout-inside-dir', tree, [gone('d/s')]),
  image('whiteout-inside-dir-with-dir-entry', tree, [dir('d/'), gone('d/old')]),
  image('whiteout-then-file', [file('a', 'old')], [gone('a'), file('a', 'new')]),
  image('file-then-whiteout', [file('a', 'old')], [file('a', 'new'), gone('a')]),
  image('file-then-whiteout-no-lower', [file('b', '1')], [file('a', 'new'), gone('a')]),
  image('whiteout-then-dir', tree, [gone('d'), dir('d/'), file('d/new', 'new')]),
  image('dir-then-whiteout', tree, [dir('d/'), file('d/new', 'new'), gone('d')]),
  image('whiteout-then-child-without-dir', tree, [gone('d'), file('d/new', 'new')]),
  image('child-without-dir-then-whiteout', tree, [file('d/new', 'new'), gone('d')]),
  image('whiteout-of-nothing', [file('a', '1')], [gone('b')]),
  image('whiteout-in-missing-dir', [file('a', '1')], [gone('no/b')]),
  image('whiteout-in-lowest-layer', [gone('a'), file('a', '1'), file('b', '1')]),
  image('whiteout-then-back-later', [file('a', 'old')], [gone('a')], [file('a', 'new')]),
  image('whiteout-dir-then-back-later', tree, [gone('d')], [file('d/new', 'new')]),
  image('whiteout-of-symlink', [file('t', 't'), link('a', 't')], [gone('a')]),
  image('whiteout-of-hardlink-target', [file('a', 'same'), hard('b', 'a')], [gone('a')]),
  image('whiteout-below-file', [file('a', '1')], [gone('a/x')]),
  image('whiteout-duplicated', [file('a', '1')], [gone('a'), gone('a')]),
  image('whiteout-non-empty', [file('a', '1')], [{ ...gone('a'), body: 'not empty' }]),
  image('whiteout-is-dir', tree, [dir('.wh.d/')]),
  image('whiteout-is-dir-with-child', tree, [dir('.wh.d/'), file('.wh.d/x', 'x')]),
  image('whiteout-is-symlink', [file('a', '1')], [link('.wh.a', 'b')]),
  image('whiteout-is-fifo', [file('a', '1')], [{ name: '.wh.a', type: '6' }]),
  image('whiteout-is-hardlink', [file('a', '1')], [file('b', '2'), hard('.wh.a', 'b')]),
  image('hardlink-to-whiteout', [file('a', '1')], [gone('a'), hard('b', '.wh.a')]),
  image('whiteout-of-whiteout-name', [file('a', '1')], [file('.wh..wh.a', '')]),
  image('whiteout-of-dotted-name', [file('.a', '1'), file('a', '1')], [gone('.a')]),
  image('whiteout-empty-name', [dir('d/'), file('d/a', '1')], [file('d/.wh.', '')]),
  image('whiteout-dot', [dir('d/'), file('d/a', '1')], [file('d/.wh..', '')]),
  image('whiteout-dot-dot', [dir('d/'), file('d/a', '1'), file('b', '1')], [file('d/.wh...', '')]),
  image(
    'whiteout-non-utf8',
    [file(Buffer.from('a\xff', 'latin1'), '1'), file('b', '1')],
    [file(Buffer.from('.wh.a\xff', 'latin1'), '')],
  ),
  image('whiteout-dot-slash', [file('a', '1')], [file('./.wh.a', '')]),
  image(
    'whiteout-long-name',
    [gnuLong('L', LONG), file('x', 'x')],
    [gnuLong('L', LONG.replace(/file$/, '.wh.file')), file('x', '')],
  ),
  image('whiteout-pax-name', [file('a', '1')], [file('x', '', { pax: { path: '.wh.a' } })]),
  image(
    'plnk',
    [file('a', '1')],
    [dir('.wh..wh.plnk/'), file('.wh..wh.plnk/1.2', 'x'), hard('b', '.wh..wh.plnk/1.2')],
  ),
  image(
    'aufs-metadata',
    [file('a', '1')],
    [file('.wh..wh.aufs', ''), dir('.wh..wh.orph/'), file('.wh..wh.orph/f', 'f')],
  ),
  image('overlay-char-device', [file('a', '1')], [{ name: 'a', type: '3', major: 0, minor: 0 }]),
];

const OPAQUE: readonly AdversarialImage[] = [
  image('opaque-first', tree, [dir('d/'), opaque('d/'), file('d/new', 'new')]),
  image('opaque-last', tree, [dir('d/'), file('d/new', 'new'), opaque('d/')]),
  image('opaque-middle', tree, [dir('d/'), file('d/new1', '1'), opaque('d/'), file('d/new2', '2')]),
  image('opaque-last-same-names', tree, [dir('d/'), file('d/old', 'new'), dir('d/s/'), opaque('d/')]),
  image('opaque-before-dir-entry', tree, [opaque('d/'), dir('d/'), file('d/new', 'new')]),
  image('opaque-without-dir-entry', tree, [opaque('d/')]),
  image('opaque-dir-missing-below', [file('a', '1')], [opaque('d/')]),
  image('opaque-root', [...tree, file('a', '1')], [opaque(''), file('new', 'new')]),
  image('opaque-root-last', [...tree, file('a', '1')], [file('new', 'new'), opaque('')]),
  image('opaque-parent-and-child', tree, [
    dir('d/'),
    opaque('d/'),
    dir('d/s/'),
    file('d/s/n', 'n'),
    opaque('d/s/'),
  ]),
  image('opaque-child-missing-entry', tree, [dir('d/'), opaque('d/'), file('d/s/n', 'n')]),
  image('opaque-then-more-above', tree, [dir('d/'), opaque('d/'), file('d/2', '2')], [file('d/3', '3')]),
  image('opaque-and-whiteout', tree, [dir('d/'), gone('d/old'), opaque('d/'), file('d/old', 'new')]),
  image('opaque-on-file', [file('d', 'file')], [opaque('d/')]),
  image('opaque-is-dir', tree, [dir('d/'), dir('d/.wh..wh..opq/'), file('d/.wh..wh..opq/x', 'x')]),
  image(
    'opaque-on-symlinked-dir',
    [dir('real/'), file('real/x', 'x'), link('link', 'real')],
    [opaque('link/')],
  ),
  image(
    'opaque-dir-replaces-symlink',
    [dir('real/'), file('real/x', 'x'), link('link', 'real')],
    [dir('link/'), opaque('link/'), file('link/n', 'n')],
  ),
  image('opaque-overlay-xattr', tree, [dir('d/', { pax: { 'SCHILY.xattr.trusted.overlay.opaque': 'y' } })]),
];

const LINKS: readonly AdversarialImage[] = [
  image(
    'whiteout-through-lower-symlink',
    [dir('real/'), file('real/x', 'x'), file('real/y', 'y'), link('link', 'real')],
    [gone('link/x')],
  ),
  image(
    'whiteout-through-own-symlink',
    [dir('real/'), file('real/x', 'x'), file('real/y', 'y')],
    [link('link', 'real'), gone('link/x')],
  ),
  image('symlink-parent-same-layer', [dir('real/'), link('link', 'real'), file('link/f', 'f')]),
  image('symlink-parent-same-layer-dangling', [link('link', 'real'), file('link/f', 'f')]),
  image('symlink-parent-same-layer-late', [link('link', 'real'), dir('real/'), file('link/f', 'f')]),
  image(
    'symlink-parent-same-layer-over-lower',
    [dir('real/'), file('real/x', 'x')],
    [link('link', 'real'), file('link/f', 'f')],
  ),
  image('usrmerge-file', usr, [file('lib/new', 'new')]),
  image('usrmerge-dir-entry', usr, [dir('lib/'), file('lib/new', 'new')]),
  image('usrmerge-replaces-file', usr, [file('lib/old', 'new')]),
  image('usrmerge-deeper', usr, [file('lib/sub/new', 'new')]),
  image('usrmerge-both-names', usr, [dir('usr/lib/'), file('usr/lib/one', '1'), file('lib/two', '2')]),
  image(
    'usrmerge-absolute',
    [dir('usr/'), dir('usr/lib/'), file('usr/lib/old', 'old'), link('lib', '/usr/lib')],
    [file('lib/new', 'new')],
  ),
  image('usrmerge-same-layer', [...usr, file('lib/new', 'new')]),
  image('usrmerge-same-layer-dir-entry', [...usr, dir('lib/'), file('lib/new', 'new')]),
  image('usrmerge-symlink-again-above', usr, [link('lib', 'usr/lib'), file('lib/new', 'new')]),
  image('usrmerge-undone-then-child', usr, [gone('lib'), dir('lib/'), file('lib/new', 'new')]),
  image('symlink-escape-same-layer', [link('esc', '../../../../plimsoll-escape'), file('esc/f', 'f')]),
  image('symlink-escape-existing', [dir('tmp/'), link('esc', '/tmp'), file('esc/f', 'f')]),
  image('symlink-loop-parent', [link('a', 'b'), link('b', 'a')], [file('a/x', 'x')]),
  image('symlink-loop-parent-same-layer', [link('a', 'b'), link('b', 'a'), file('a/x', 'x')]),
  image('dir-to-file', tree, [file('d', 'file')]),
  image('file-to-dir', [file('d', 'file')], [dir('d/'), file('d/new', 'new')]),
  image('dir-to-symlink', [...tree, dir('e/')], [link('d', 'e')]),
  image('dir-to-symlink-then-child', tree, [dir('e/'), link('d', 'e'), file('d/new', 'new')]),
  image('symlink-to-dir', [dir('b/'), file('b/x', 'x'), link('a', 'b')], [dir('a/')]),
  image('symlink-to-dir-same-layer', [dir('b/'), file('b/x', 'x'), link('a', 'b'), dir('a/')]),
  image('symlink-to-file', [file('t', 'target'), link('a', 't')], [file('a', 'new')]),
  image('symlink-to-file-same-layer', [file('t', 'target'), link('a', 't'), file('a', 'new')]),
  image('file-to-symlink', [file('a', '1'), file('t', 't')], [link('a', 't')]),
  image('file-as-parent', [file('a', '1')], [file('a/x', 'x')]),
  image('file-as-parent-same-layer', [file('a', '1'), file('a/x', 'x')]),
  image('hardlink-same-layer', [
    file('a', 'same', { mode: 0o4755, uid: 7 }),
    hard('b', 'a', { mode: 0o4755, uid: 7 }),
  ]),
  image('hardlink-other-attributes', [file('a', 'same'), hard('b', 'a', { mode: 0o4755, uid: 7 })]),
  image('hardlink-to-lower-layer', [file('a', 'same', { mode: 0o600 })], [hard('b', 'a')]),
  image('hardlink-forward', [hard('b', 'a'), file('a', 'same')]),
  image('hardlink-missing', [file('x', 'x')], [hard('b', 'a')]),
  image('hardlink-to-dir', [dir('a/'), hard('b', 'a')]),
  image('hardlink-to-symlink', [link('a', 't'), hard('b', 'a')]),
  image('hardlink-to-self', [file('a', 'a'), hard('a', 'a')]),
  image('hardlink-target-replaced-above', [file('a', 'old'), hard('b', 'a')], [file('a', 'new')]),
  image('hardlink-target-duplicated', [file('a', 'old'), hard('b', 'a'), file('a', 'new')]),
  image('hardlink-name-replaced-same-layer', [file('a', '1'), file('b', '2'), hard('b', 'a')]),
  image('hardlink-target-absolute', [file('a', 'same'), hard('b', '/a')]),
  image('hardlink-target-dot-slash', [file('a', 'same'), hard('b', './a')]),
  image('hardlink-target-escapes', [file('a', 'same'), hard('b', '../../etc/hostname')]),
  image('hardlink-target-through-symlink', [
    dir('real/'),
    file('real/f', 'f'),
    link('link', 'real'),
    hard('b', 'link/f'),
  ]),
  image('hardlink-to-file-whited-out-in-layer', [file('a', '1')], [gone('a'), hard('b', 'a')]),
];

const NAMES: readonly AdversarialImage[] = [
  image('missing-parents', [file('p/q/r', 'r')]),
  image('missing-parents-later-entry', [file('p/q/r', 'r'), dir('p/', { mode: 0o700, uid: 9 })]),
  image('parent-attributes-from-below', tree, [file('d/new', 'new')]),
  image('parent-attributes-from-above', tree, [
    dir('d/', { mode: 0o711, uid: 1, gid: 2 }),
    file('d/new', 'new'),
  ]),
  image('root-attributes', [dir('./', { mode: 0o700, uid: 3, gid: 4 }), file('a', '1')], [file('b', '1')]),
  image('root-attributes-above', [file('a', '1')], [dir('./', { mode: 0o711, uid: 3, gid: 4 })]),
  image('duplicate-file', [file('a', 'first'), file('a', 'second', { mode: 0o600 })]),
  image('duplicate-dir', [dir('d/', { mode: 0o700 }), file('d/x', 'x'), dir('d/', { mode: 0o711, uid: 1 })]),
  image('duplicate-dir-then-file', [dir('d/'), file('d/x', 'x'), file('d', 'file')]),
  image('duplicate-file-then-dir', [file('d', 'file'), dir('d/'), file('d/x', 'x')]),
  image('duplicate-dir-then-symlink', [dir('e/'), dir('d/'), file('d/x', 'x'), link('d', 'e')]),
  image('case-variants', [file('a', 'lower'), file('A', 'upper')], [gone('A')]),
  image('non-utf8', [file(Buffer.from('caf\xe9', 'latin1'), 'latin'), file('café', 'utf8')]),
  image('odd-names', [
    file(' ', 'space'),
    file('new\nline', 'n'),
    file('a\\b', 'b'),
    file('-rf', 'f'),
    file('*', 'star'),
  ]),
  image('trailing-slash-file', [file('a/', '1'), file('b', '1')]),
  image('double-slashes', [dir('d//'), file('d//x', 'x'), file('.//y', 'y')]),
  image('dot-slash', [dir('./d/'), file('./d/x', 'x'), file('./././y', 'y')], [file('./d/.wh.x', '')]),
  image('absolute', [dir('/d/'), file('/d/x', 'x'), file('//y', 'y')], [file('/d/.wh.x', '')]),
  image('dot-dot-inside', [dir('d/'), file('d/../x', 'x')]),
  image('dot-dot-escapes', [dir('d/'), file('d/../../../x', 'x')]),
  image('dot-dot-leading', [file('../x', 'x')]),
  image('dot-dot-only', [dir('..'), file('x', 'x')]),
  image('dot-dot-whiteout', [file('x', 'x')], [file('d/../.wh.x', '')]),
  image('long-names', [
    gnuLong('L', LONG),
    file('x', 'gnu'),
    file('y', 'pax', { pax: { path: `${LONG}2` } }),
  ]),
  image('long-link', [gnuLong('K', LONG), link('l', 'x'), link('m', 'x', { pax: { linkpath: `${LONG}2` } })]),
  image('name-255', [file('x', 'x', { pax: { path: 'n'.repeat(255) } })]),
  image('name-256', [file('x', 'x', { pax: { path: 'n'.repeat(256) } })]),
  image('empty-name', [file('', 'x'), file('a', '1')]),
  image('null-in-pax-name', [file('x', 'x', { pax: { path: 'a\0b' } }), file('c', '1')]),
  image('empty-layer', [file('a', '1')], [], [file('b', '1')]),
];

const KINDS: readonly AdversarialImage[] = [
  image('devices', [
    { name: 'char', type: '3', major: 1, minor: 3, mode: 0o666 },
    { name: 'block', type: '4', major: 7, minor: 0, mode: 0o660 },
    { name: 'fifo', type: '6', mode: 0o600 },
  ]),
  image('special-bits', [
    file('suid', 's', { mode: 0o4755 }),
    file('sgid', 's', { mode: 0o2755 }),
    dir('tmp/', { mode: 0o1777 }),
  ]),
  image('mode-high-bits', [file('a', '1', { mode: 0o100644 }), dir('d/', { mode: 0o40711 })]),
  image('pax-numbers', [file('a', '1', { pax: { uid: '4000000', gid: '4000001', mtime: '1700000000.5' } })]),
  image('capability', [
    file('a', '1', {
      pax: {
        'SCHILY.xattr.security.capability': Buffer.from('0100000200040000000000000000000000000000', 'hex'),
      },
    }),
  ]),
  image('old-regular-type', [
    file('a', '1', { type: '\0' }),
    file('d/', '', { type: '\0' }),
    file('b', '1', { type: '7' }),
  ]),
  image('unknown-type', [file('a', '1', { type: 'Z' }), file('b', '1')]),
  image('global-pax', [
    { name: 'pax_global_header', type: 'g', body: '20 comment=plimsoll\n' },
    file('a', '1'),
  ]),
  image('symlink-mode', [link('l', 't', { mode: 0o644, uid: 8, gid: 9 })]),
  image('directory-with-body', [dir('d/', { body: 'a body' }), file('a', '1')]),
];

export const ADVERSARIAL_IMAGES: readonly AdversarialImage[] = [
  ...WHITEOUTS,
  ...OPAQUE,
  ...LINKS,
  ...NAMES,
  ...KINDS,
];
