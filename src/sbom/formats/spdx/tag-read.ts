import { PlimsollError } from '../../../base/error.ts';
import type { JsonObject } from '../../../base/json.ts';
import { checkCount, SBOM_LIMITS } from '../assemble.ts';
import type { ReadDocument } from '../format.ts';
import { readSpdxDocument } from './read.ts';

/**
 * Reads SPDX 2.x tag-value: its lines in the shape of the JSON, read as that is.
 * @throws PlimsollError `malformed`, `limit`
 */
export function readTagValue(bytes: Uint8Array, where: string): ReadDocument {
  if (bytes.length > SBOM_LIMITS.bytes)
    throw new PlimsollError(
      'limit',
      `read ${where}: ${bytes.length} bytes, the limit is ${SBOM_LIMITS.bytes}`,
    );
  const reading = new TagReading(where);
  for (const { tag, value } of pairsOf(new TextDecoder().decode(bytes), where)) reading.take(tag, value);
  return readSpdxDocument(reading.document(), where);
}

interface Pair {
  readonly tag: string;
  readonly value: string;
}

function* pairsOf(text: string, where: string): Generator<Pair> {
  let at = 0;
  while (at < text.length) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end).replace(/\r$/, '');
    const match = /^([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]*/.exec(line);
    const start = at + (match?.[0].length ?? 0);
    if (match && text.startsWith('<text>', start)) {
      const close = text.indexOf('</text>', start);
      if (close < 0)
        throw new PlimsollError('malformed', `read ${where}: the text of ${match[1]} has no end`);
      yield { tag: match[1] as string, value: text.slice(start + 6, close) };
      at = endOfLine(text, close) + 1;
    } else {
      if (match) yield { tag: match[1] as string, value: line.slice(match[0].length).trim() };
      at = end + 1;
    }
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

type Open = Record<string, JsonObject[string]>;

/** Simple fields of packages, by tag. */
const PACKAGE_FIELDS: Readonly<Record<string, string>> = {
  SPDXID: 'SPDXID',
  PackageVersion: 'versionInfo',
  PackageSupplier: 'supplier',
  PackageOriginator: 'originator',
  PackageDownloadLocation: 'downloadLocation',
  PrimaryPackagePurpose: 'primaryPackagePurpose',
  PackageHomePage: 'homepage',
  PackageSourceInfo: 'sourceInfo',
  PackageLicenseConcluded: 'licenseConcluded',
  PackageLicenseDeclared: 'licenseDeclared',
  PackageSummary: 'summary',
  PackageDescription: 'description',
};

class TagReading {
  private readonly where: string;
  private readonly head: Open = {};
  private readonly creators: string[] = [];
  private readonly packages: Open[] = [];
  private readonly files: Open[] = [];
  private readonly licences: Open[] = [];
  private readonly relationships: Open[] = [];
  private readonly comments = new Map<string, string[]>();
  private section: 'head' | 'package' | 'file' | 'other' = 'head';
  private annotated = '';

  constructor(where: string) {
    this.where = where;
  }

  take(tag: string, value: string): void {
    if (this.begin(tag, value) || this.annotation(tag, value) || this.relation(tag, value)) return;
    if (this.section === 'package') this.ofPackage(this.packages.at(-1) as Open, tag, value);
    else if (this.section === 'file' && tag === 'SPDXID') (this.files.at(-1) as Open).SPDXID = value;
    else if (this.section === 'other') this.ofLicence(tag, value);
    else if (this.section === 'head') this.ofHead(tag, value);
  }

  document(): JsonObject {
    const withComments = (element: Open): JsonObject => ({
      ...element,
      annotations: (this.comments.get(String(element.SPDXID)) ?? []).map((comment) => ({ comment })),
    });
    return {
      ...withComments(this.head),
      creationInfo: { created: this.head.created ?? '', creators: this.creators },
      packages: this.packages.map(withComments),
      files: this.files,
      hasExtractedLicensingInfos: this.licences,
      relationships: this.relationships,
    };
  }

  private begin(tag: string, value: string): boolean {
    if (tag === 'PackageName') {
      this.section = 'package';
      this.packages.push({ name: value });
      checkCount(this.packages.length, 'packages', this.where);
    } else if (tag === 'FileName') {
      this.section = 'file';
      this.files.push({ fileName: value });
    } else if (tag === 'LicenseID') {
      this.section = 'other';
      this.licences.push({ licenseId: value });
    } else if (tag === 'SnippetSPDXID') this.section = 'file';
    else return false;
    return true;
  }

  private annotation(tag: string, value: string): boolean {
    if (tag === 'SPDXREF') this.annotated = value;
    else if (tag === 'AnnotationComment') {
      const known = this.comments.get(this.annotated);
      if (known) known.push(value);
      else this.comments.set(this.annotated, [value]);
    } else return /^Annotat(?:or|ionDate|ionType)$/.test(tag);
    return true;
  }

  private relation(tag: string, value: string): boolean {
    if (tag === 'RelationshipComment') {
      const last = this.relationships.at(-1);
      if (last) last.comment = value;
      return true;
    }
    if (tag !== 'Relationship') return false;
    const [spdxElementId = '', relationshipType = '', relatedSpdxElement = ''] = value.split(/[ \t]+/);
    this.relationships.push({ spdxElementId, relationshipType, relatedSpdxElement });
    checkCount(this.relationships.length, 'relationships', this.where);
    return true;
  }

  private ofHead(tag: string, value: string): void {
    if (tag === 'SPDXVersion') this.head.spdxVersion = value;
    else if (tag === 'SPDXID') this.head.SPDXID = value;
    else if (tag === 'DocumentName') this.head.name = value;
    else if (tag === 'DocumentNamespace') this.head.documentNamespace = value;
    else if (tag === 'Creator') this.creators.push(value);
    else if (tag === 'Created') this.head.created = value;
  }

  private ofPackage(pkg: Open, tag: string, value: string): void {
    const field = PACKAGE_FIELDS[tag];
    if (field !== undefined) pkg[field] = value;
    else if (tag === 'ExternalRef') {
      const [referenceCategory = '', referenceType = '', ...locator] = value.split(/[ \t]+/);
      append(pkg, 'externalRefs', {
        referenceCategory,
        referenceType,
        referenceLocator: locator.join(' '),
      });
    } else if (tag === 'PackageAttributionText') append(pkg, 'attributionTexts', value);
  }

  private ofLicence(tag: string, value: string): void {
    const licence = this.licences.at(-1) as Open;
    if (tag === 'ExtractedText') licence.extractedText = value;
    else if (tag === 'LicenseName') licence.name = value;
  }
}

function append(target: Open, key: string, value: JsonObject[string]): void {
  const known = target[key];
  if (Array.isArray(known)) known.push(value);
  else target[key] = [value];
}
