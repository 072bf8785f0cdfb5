import { describe, expect, it } from 'vitest';
import { parseCopyright } from './copyright.ts';

describe('parseCopyright()', () => {
  it('reads the License fields of the machine-readable form', () => {
    const text = `
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: demo

Files: *
Copyright: 2020 A
License: GPL-2+ or Artistic
 On Debian systems, see /usr/share/common-licenses/GPL-2.
 License: inside of a text this is none.

Files: debian/*
License: Expat

License: Expat
 Permission is hereby granted
`;
    expect(parseCopyright(text)).toEqual({ licenses: ['Expat', 'GPL-2+ or Artistic'] });
  });

  it('falls back to references where there are no fields', () => {
    const text = 'This is free software.\nThe text is in /usr/share/common-licenses/LGPL-2.1.\n';
    expect(parseCopyright(text)).toEqual({ licenses: ['LGPL-2.1'] });
  });

  it('concludes licences from texts and notices, and drops the references that they speak of', () => {
    const text = `
This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public
License as published by the Free Software Foundation; either version 2 of the License, or (at your option) any later
version. See /usr/share/common-licenses/GPL-2; parts are under /usr/share/common-licenses/Artistic.
`;
    expect(parseCopyright(text)).toEqual({ licenses: ['Artistic'], concluded: ['GPL-2.0-or-later'] });
  });

  it('takes no licence from a text that only speaks of one', () => {
    expect(parseCopyright('License: MIT is what we chose.\n')).toEqual({ licenses: [] });
  });

  it('stays bounded on hostile texts', () => {
    const many = `Format: x\n${Array.from({ length: 5000 }, (_, i) => `License: L${i}\n`).join('')}`;
    expect((parseCopyright(many).licenses as string[]).length).toBe(200);
    expect(parseCopyright('/usr/share/common-licenses/'.repeat(100_000))).toEqual({ licenses: [] });
  });
});
