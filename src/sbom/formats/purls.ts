import type { SbomFormat } from './format.ts';

/** One package URL a line, sorted, each once: for `grep`, `comm` and scripts. */
export const purls: SbomFormat = {
  name: 'purls',
  title: 'package URLs, one a line',
  write: ({ packages }) => {
    const lines = [...new Set(packages.map((p) => p.purl).filter(Boolean))].sort();
    const without = packages.filter((p) => !p.purl).length;
    return {
      text: lines.map((line) => `${line}\n`).join(''),
      dropped: without > 0 ? [`${without} packages without a package URL`] : [],
    };
  },
};
