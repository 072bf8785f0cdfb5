// Tag-value of SPDX 2.3: the JSON's fields under other names, one a line.
import type { JsonObject } from '../../../base/json.ts';
import { objectOf, objectsOf, stringsOf, textOf } from '../values.ts';

/** @param document in the shape of SPDX 2.3 JSON */
export function writeTagValue(document: JsonObject): string {
  const lines: string[] = [];
  const info = objectOf(document.creationInfo);
  line(lines, 'SPDXVersion', document.spdxVersion);
  line(lines, 'DataLicense', document.dataLicense);
  line(lines, 'SPDXID', document.SPDXID);
  line(lines, 'DocumentName', document.name);
  line(lines, 'DocumentNamespace', document.documentNamespace);
  for (const creator of stringsOf(info.creators)) line(lines, 'Creator', creator);
  line(lines, 'Created', info.created);
  writeAnnotations(lines, document);
  // Files that no package names before it would be taken for the package's above them.
  for (const file of objectsOf(document.files)) writeFile(lines, file);
  for (const pkg of objectsOf(document.packages)) writePackage(lines, pkg);
  for (const licence of objectsOf(document.hasExtractedLicensingInfos)) {
    lines.push('');
    line(lines, 'LicenseID', licence.licenseId);
    multiline(lines, 'ExtractedText', licence.extractedText);
    line(lines, 'LicenseName', licence.name);
  }
  lines.push('');
  for (const r of objectsOf(document.relationships)) {
    line(
      lines,
      'Relationship',
      `${textOf(r.spdxElementId)} ${textOf(r.relationshipType)} ${textOf(r.relatedSpdxElement)}`,
    );
    line(lines, 'RelationshipComment', r.comment);
  }
  return `${lines.join('\n')}\n`;
}

function writePackage(lines: string[], pkg: JsonObject): void {
  lines.push('');
  line(lines, 'PackageName', pkg.name);
  line(lines, 'SPDXID', pkg.SPDXID);
  line(lines, 'PackageVersion', pkg.versionInfo);
  line(lines, 'PackageSupplier', pkg.supplier);
  line(lines, 'PackageDownloadLocation', pkg.downloadLocation);
  line(lines, 'PrimaryPackagePurpose', pkg.primaryPackagePurpose);
  line(lines, 'FilesAnalyzed', String(pkg.filesAnalyzed));
  line(lines, 'PackageVerificationCode', objectOf(pkg.packageVerificationCode).packageVerificationCodeValue);
  for (const { algorithm, checksumValue } of objectsOf(pkg.checksums))
    line(lines, 'PackageChecksum', `${textOf(algorithm)}: ${textOf(checksumValue)}`);
  line(lines, 'PackageHomePage', pkg.homepage);
  multiline(lines, 'PackageSourceInfo', pkg.sourceInfo);
  line(lines, 'PackageLicenseConcluded', pkg.licenseConcluded);
  line(lines, 'PackageLicenseDeclared', pkg.licenseDeclared);
  line(lines, 'PackageCopyrightText', pkg.copyrightText);
  multiline(lines, 'PackageDescription', pkg.description);
  for (const r of objectsOf(pkg.externalRefs))
    line(
      lines,
      'ExternalRef',
      `${textOf(r.referenceCategory)} ${textOf(r.referenceType)} ${textOf(r.referenceLocator)}`,
    );
  writeAnnotations(lines, pkg);
}

function writeFile(lines: string[], file: JsonObject): void {
  lines.push('');
  line(lines, 'FileName', file.fileName);
  line(lines, 'SPDXID', file.SPDXID);
  for (const { algorithm, checksumValue } of objectsOf(file.checksums))
    line(lines, 'FileChecksum', `${textOf(algorithm)}: ${textOf(checksumValue)}`);
  line(lines, 'LicenseConcluded', file.licenseConcluded);
  for (const licence of stringsOf(file.licenseInfoInFiles)) line(lines, 'LicenseInfoInFile', licence);
  line(lines, 'FileCopyrightText', file.copyrightText);
}

function writeAnnotations(lines: string[], element: JsonObject): void {
  for (const a of objectsOf(element.annotations)) {
    line(lines, 'Annotator', a.annotator);
    line(lines, 'AnnotationDate', a.annotationDate);
    line(lines, 'AnnotationType', a.annotationType);
    line(lines, 'SPDXREF', element.SPDXID);
    multiline(lines, 'AnnotationComment', a.comment);
  }
}

function line(lines: string[], tag: string, value: JsonObject[string] | undefined): void {
  if (typeof value === 'string' && value !== '') lines.push(`${tag}: ${value}`);
}

function multiline(lines: string[], tag: string, value: JsonObject[string] | undefined): void {
  if (typeof value === 'string' && value !== '') lines.push(`${tag}: <text>${value}</text>`);
}
