import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { r } from './index.ts';

const DESCRIPTION = `Package: MASS
Priority: recommended
Version: 7.3-58.2
Date: 2023-01-22
Revision: $Rev: 3610 $
Depends: R (>= 3.3.0), grDevices, graphics, stats, utils
Imports: methods
Suggests: lattice, nlme, nnet, survival
Authors@R: c(person("Brian", "Ripley", role = c("aut", "cre", "cph"),
                    email = "ripley@stats.ox.ac.uk"))
Description: Functions and datasets to support Venables and Ripley,
        "Modern Applied Statistics with S" (4th edition, 2002).
Title: Support Functions and Datasets for Venables and Ripley's MASS
LazyData: yes
ByteCompile: yes
License: GPL-2 | GPL-3
URL: http://www.stats.ox.ac.uk/pub/MASS4/, https://x.example/
Contact: <MASS@stats.ox.ac.uk>
NeedsCompilation: yes
Packaged: 2023-01-22 09:53:43 UTC; ripley
Author: Brian Ripley [aut, cre, cph],
  Bill Venables [ctb]
Maintainer: Brian Ripley <ripley@stats.ox.ac.uk>
Repository: CRAN
Date/Publication: 2023-01-23 08:00:35 UTC
Built: R 4.2.2; x86_64-pc-linux-gnu; 2023-01-24 00:00:00 UTC; unix
`;

describe('a cataloger reads R packages', () => {
  it('installed ones, by their DESCRIPTION', () => {
    const { found } = catalogTree(r, { 'usr/lib/R/library/MASS/DESCRIPTION': DESCRIPTION });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'MASS',
        version: '7.3-58.2',
        type: 'R-package',
        language: 'R',
        purl: 'pkg:cran/MASS@7.3-58.2',
        evidence: 'installed',
        licenses: [{ value: 'GPL-2 | GPL-3', type: 'declared' }],
        homepage: 'http://www.stats.ox.ac.uk/pub/MASS4/',
        metadataType: 'r-description',
        metadata: {
          title: "Support Functions and Datasets for Venables and Ripley's MASS",
          description:
            'Functions and datasets to support Venables and Ripley, "Modern Applied Statistics with S" (4th edition, 2002).',
          maintainer: 'Brian Ripley <ripley@stats.ox.ac.uk>',
          url: ['http://www.stats.ox.ac.uk/pub/MASS4/', 'https://x.example/'],
          repository: 'CRAN',
          needsCompilation: true,
          imports: ['methods'],
          depends: ['R (>= 3.3.0)', 'grDevices', 'graphics', 'stats', 'utils'],
          suggests: ['lattice', 'nlme', 'nnet', 'survival'],
        },
      },
    ]);
  });

  it('sources as declared', () => {
    const { found } = catalogTree(r, { DESCRIPTION: 'Package: mine\nVersion: 0.1\n' });
    expect(found[0]?.draft.evidence).toBe('declared');
  });

  it.each(['', 'Description: of a thing\n', 'Package: x\n', 'free text', '\0'])('nothing of %j', (text) => {
    expect(catalogTree(r, { 'x/DESCRIPTION': text })).toEqual({ found: [], unknowns: [] });
  });
});
