import { formatBytes } from '../../base/text.ts';
import type { FileNode } from '../../image/layers/types.ts';
import { createFinding, groupByLayer, locateFiles, originOfFiles } from '../finding.ts';
import type { Rule } from '../model.ts';

interface Cache {
  readonly name: string;
  readonly path: RegExp;
  readonly remedy: string;
}

const CACHES: readonly Cache[] = [
  {
    name: 'apt lists',
    path: /^var\/lib\/apt\/lists\/(?!(lock|partial)$)./,
    remedy: '&& rm -rf /var/lib/apt/lists/*',
  },
  {
    name: 'apt archives',
    path: /^var\/cache\/apt\/(archives\/.+\.deb|(src)?pkgcache\.bin)$/,
    remedy: '&& apt-get clean',
  },
  { name: 'apk', path: /^(var\/cache\/apk|etc\/apk\/cache)\/./, remedy: 'use: apk add --no-cache' },
  { name: 'dnf or yum', path: /^var\/cache\/(dnf|yum|libdnf5|tdnf)\/./, remedy: '&& dnf clean all' },
  { name: 'zypper', path: /^var\/cache\/zypp\/./, remedy: '&& zypper clean --all' },
  { name: 'pacman', path: /^var\/cache\/pacman\/pkg\/./, remedy: '&& pacman -Scc --noconfirm' },
  {
    name: 'pip',
    path: /^(root|home\/[^/]+)\/\.cache\/(pip|uv|pypoetry\/cache)\/./,
    remedy: 'use: pip install --no-cache-dir',
  },
  { name: 'npm', path: /^(root|home\/[^/]+)\/\.npm\/_cacache\/./, remedy: '&& npm cache clean --force' },
  {
    name: 'yarn',
    path: /^(usr\/local\/share\/\.cache\/yarn|(root|home\/[^/]+)\/\.(cache\/yarn|yarn\/berry\/cache))\/./,
    remedy: '&& yarn cache clean',
  },
  { name: 'go build', path: /^(root|home\/[^/]+)\/\.cache\/go-build\/./, remedy: '&& go clean -cache' },
  {
    name: 'cargo',
    path: /^((root|home\/[^/]+)\/\.cargo|usr\/local\/cargo)\/registry\/(cache|src)\/./,
    remedy: 'use: RUN --mount=type=cache,target=/usr/local/cargo/registry',
  },
  {
    name: 'composer',
    path: /^(root|home\/[^/]+)\/\.(composer\/cache|cache\/composer)\/./,
    remedy: '&& composer clear-cache',
  },
];
const WORTH_A_LINE = 100_000;

export const packageCache: Rule = {
  id: 'files/package-cache',
  title: 'no package caches',
  severity: 'low',
  needs: 'files',
  help: 'Lists and archives that package managers downloaded make an image larger and stale, and scanners slower. They must go in the same RUN line that made them: a later line only hides them.',
  selects: (node) => node.type === 'file' && node.size > 0 && cacheOf(node) !== undefined,
  check(context, selected) {
    if (selected.bytes < WORTH_A_LINE) return [];
    const { nodes } = selected;
    const caches = [...new Set(nodes.flatMap((n) => cacheOf(n) ?? []))];
    return [
      createFinding(packageCache, {
        title: 'package caches',
        message: `${formatBytes(selected.bytes)} of ${caches.map((c) => c.name).join(', ')} caches in ${selected.count} files`,
        remedy: `in the same RUN line: ${caches
          .map((c) => c.remedy)
          .slice(0, 3)
          .join('; ')}`,
        evidence: groupByLayer(context, nodes, (n) => `${n.path} (${formatBytes(n.size)})`, 5),
        locations: firstOfEach(context.layers, nodes),
        origin: originOfFiles(context, nodes),
      }),
    ];
  },
};

function cacheOf(node: FileNode): Cache | undefined {
  return /cache|var\/lib\/apt|\.cargo|\.npm|\.yarn|cargo\//.test(node.path)
    ? CACHES.find((cache) => cache.path.test(node.path))
    : undefined;
}

// One location a layer is enough: nobody fixes a cache file by file.
function firstOfEach(
  layers: Parameters<typeof groupByLayer>[0]['layers'],
  nodes: readonly FileNode[],
): ReturnType<typeof locateFiles> {
  const firsts = nodes.filter((n, i) => nodes.findIndex((m) => m.layer === n.layer) === i);
  return locateFiles({ layers }, firsts);
}
