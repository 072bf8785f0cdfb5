// The shapes of two packages that ship without types.
declare module 'spdx-expression-parse' {
  interface LicenseNode {
    license: string;
    plus?: true;
    exception?: string;
  }
  interface ConjunctionNode {
    left: SpdxNode;
    conjunction: 'and' | 'or';
    right: SpdxNode;
  }
  type SpdxNode = LicenseNode | ConjunctionNode;
  // biome-ignore lint/style/noDefaultExport: CommonJS
  export default function parse(source: string): SpdxNode;
}
