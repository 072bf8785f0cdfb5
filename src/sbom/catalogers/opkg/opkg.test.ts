import { describe, expect, it } from 'vitest';
import { catalogTree, distribution } from '../../testing/catalog-view.ts';
import { opkg } from './index.ts';

const STATUS = `Package: busybox
Version: 1.36.1-1
Depends: libc, ssl
Status: install user installed
Architecture: x86_64
Conffiles:
 /etc/syslog.conf 44a14dcf85ae45e233e4d47509cc2369
Installed-Time: 1697000000

Package: gone
Version: 1
Status: deinstall ok not-installed

`;
const CONTROL = `Package: busybox
Version: 1.36.1-1
Depends: libc
Source: package/utils/busybox
License: GPL-2.0
Architecture: x86_64
Installed-Size: 250000
Description:  Core utilities for embedded Linux
`;

describe('the opkg cataloger', () => {
  it('joins the status with the control file and the list of a package', () => {
    const { found, unknowns } = catalogTree(
      opkg,
      {
        'usr/lib/opkg/status': STATUS,
        'usr/lib/opkg/info/busybox.control': CONTROL,
        'usr/lib/opkg/info/busybox.list': '/bin/busybox\n/bin/sh\t0120777\t/bin/busybox\n',
      },
      distribution('openwrt', '23.05.0'),
    );
    expect(unknowns).toEqual([]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      path: 'usr/lib/opkg/status',
      draft: {
        name: 'busybox',
        version: '1.36.1-1',
        type: 'opkg',
        purl: 'pkg:opkg/openwrt/busybox@1.36.1-1?arch=x86_64&distro=openwrt-23.05.0',
        requires: ['libc', 'ssl'],
        files: ['bin/busybox', 'bin/sh'],
        licenses: [{ value: 'GPL-2.0', path: 'usr/lib/opkg/info/busybox.control' }],
        supporting: ['usr/lib/opkg/info/busybox.control', 'usr/lib/opkg/info/busybox.list'],
        metadataType: 'dpkg-db-entry',
        metadata: { installedSize: 250000, source: 'package/utils/busybox', maintainer: '' },
      },
    });
  });

  it('reads control files that stand alone, each in its own root', () => {
    const { found } = catalogTree(opkg, {
      'usr/lib/opkg/info/busybox.control': CONTROL,
      'x/usr/lib/opkg/info/busybox.control': CONTROL,
      'x/usr/lib/opkg/info/busybox.list': '/bin/busybox\n',
    });
    expect(found.map((one) => [one.path, one.draft.files])).toEqual([
      ['usr/lib/opkg/info/busybox.control', []],
      ['x/usr/lib/opkg/info/busybox.control', ['x/bin/busybox']],
    ]);
  });
});
