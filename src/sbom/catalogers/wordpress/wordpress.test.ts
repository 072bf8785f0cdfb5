import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { wordpress } from './index.ts';

const AKISMET = `<?php
/**
 * @package Akismet
 */
/*
Plugin Name: Akismet Anti-spam: Spam Protection
Plugin URI: https://akismet.com/
Description: Used by millions
Version: 5.3
Requires at least: 5.8
Requires PHP: 5.6.20
Author: Automattic - Anti-spam Team
Author URI: https://automattic.com/wordpress-plugins/
License: GPLv2 or later
Text Domain: akismet
*/
`;

describe('a cataloger reads WordPress plugins', () => {
  it('by the header of their main file', () => {
    const { found } = catalogTree(wordpress, {
      'var/www/wp-content/plugins/akismet/akismet.php': AKISMET,
      'var/www/wp-content/plugins/akismet/class.akismet.php': '<?php\nclass Akismet {}\n',
    });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'Akismet Anti-spam: Spam Protection',
        version: '5.3',
        type: 'wordpress-plugin',
        language: 'php',
        purl: 'pkg:generic/wordpress-plugin/akismet@5.3',
        cpes: [
          'cpe:2.3:a:automattic:akismet:5.3:*:*:*:*:wordpress:*:*',
          'cpe:2.3:a:akismet:akismet:5.3:*:*:*:*:wordpress:*:*',
        ],
        licenses: [{ value: 'GPLv2 or later' }],
        homepage: 'https://akismet.com/',
        metadataType: 'wordpress-plugin-entry',
        metadata: {
          pluginInstallDirectory: 'akismet',
          author: 'Automattic - Anti-spam Team',
          authorUri: 'https://automattic.com/wordpress-plugins/',
        },
      },
    ]);
  });

  it.each([
    ['wp-content/plugins/hello.php', 'hello'],
    ['wp-content/mu-plugins/must.php', 'must'],
  ])('of a single file: %s', (path, directory) => {
    const text = '<?php /*\nPlugin Name: Hello\nVersion: 1.7 */';
    expect(catalogTree(wordpress, { [path]: text }).found[0]?.draft).toMatchObject({
      version: '1.7',
      metadata: { pluginInstallDirectory: directory },
    });
  });

  it('looks no further than WordPress does', () => {
    const late = `<?php\n${'\n'.repeat(9000)}Plugin Name: x\nVersion: 1\n`;
    const tree = { 'wp-content/plugins/x/x.php': late };
    expect(catalogTree(wordpress, tree)).toEqual({ found: [], unknowns: [] });
  });
});
