import { describe, expect, it } from 'vitest';
import { catalogTree } from '../../testing/catalog-view.ts';
import { terraform } from './index.ts';

const LOCK = `# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.72.1"
  constraints = "> 5.72.0, ~> 5.0"
  hashes = [
    "h1:jhd5O5o0CfZCNEwwN0EiDAzb7ApuFrtxJqa6HXW4EKE=",
    "zh:0dea6843836e926d33469b48b948744079023816d16a2ff7666bcfb6aa3522d4",
  ]
}

provider "registry.opentofu.org/hashicorp/null" {
  version = "3.2.1"
  hashes = [
    "h1:x",
  ]
}
`;

describe('a cataloger reads .terraform.lock.hcl', () => {
  it('with versions, constraints and hashes', () => {
    const { found, unknowns } = catalogTree(terraform, { 'infra/.terraform.lock.hcl': LOCK });
    expect(found.map((f) => f.draft)).toMatchObject([
      {
        name: 'registry.terraform.io/hashicorp/aws',
        version: '5.72.1',
        type: 'terraform',
        purl: 'pkg:terraform/registry.terraform.io/hashicorp/aws@5.72.1',
        metadataType: 'terraform-lock-provider-entry',
        metadata: {
          url: 'registry.terraform.io/hashicorp/aws',
          constraints: '> 5.72.0, ~> 5.0',
          version: '5.72.1',
          hashes: [
            'h1:jhd5O5o0CfZCNEwwN0EiDAzb7ApuFrtxJqa6HXW4EKE=',
            'zh:0dea6843836e926d33469b48b948744079023816d16a2ff7666bcfb6aa3522d4',
          ],
        },
      },
      { version: '3.2.1' },
    ]);
    expect(unknowns).toEqual([]);
  });

  it('and says what it cannot read', () => {
    expect(catalogTree(terraform, { '.terraform.lock.hcl': 'provider "a/b" {' }).unknowns).toHaveLength(1);
    const many = 'provider "a/b" {\nversion = "1"\n'.repeat(10_001);
    const cut = catalogTree(terraform, { '.terraform.lock.hcl': many });
    expect(cut.found).toHaveLength(10_000);
    expect(cut.unknowns).toEqual(['more than 10000 providers']);
  });
});
