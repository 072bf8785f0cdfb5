export { licenseApplier } from './apply.ts';
export { type ClassifiedLicense, classifyLicenseText } from './classify.ts';
export { toSpdxExpression } from './names.ts';
export { type LicenseFinding, type LicensePolicy, type LicenseVerdict, licensePolicy } from './policy.ts';
export { formatSpdx, type LicenseExpression, parseSpdx } from './spdx.ts';
