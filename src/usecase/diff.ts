// Two images, file systems or SBOMs held beside each other.
import { redactSecrets } from '../check/index.ts';
import type { ImageConfig } from '../image/config.ts';
import { openImage } from '../image/image.ts';
import { formatPlatform } from '../image/platform.ts';
import { formatReference } from '../image/reference.ts';
import type { DiffReport, DiffSide, FieldChange } from '../report/index.ts';
import { diffPackages, type Sbom } from '../sbom/index.ts';
import { openSource, settleReference } from './io/open.ts';
import type { Session } from './io/session.ts';
import { createSbom, imageSbom, imageSource, type SbomOptions } from './sbom.ts';
import { examineImage } from './subject.ts';

interface Side {
  readonly side: DiffSide;
  readonly sbom: Sbom;
  readonly config?: ImageConfig;
}

const NO_IMAGES: ReadonlySet<string> = new Set(['dir', 'rootfs', 'file', 'sbom']);

/** Compares packages, configuration, layers and size. @throws PlimsollError when a side cannot be read */
export async function diffSources(
  session: Session,
  before: string,
  after: string,
  options: SbomOptions = {},
): Promise<DiffReport> {
  const a = await openSide(session, before, options);
  const b = await openSide(session, after, options);
  return {
    schema: 'plimsoll.diff/v1',
    before: a.side,
    after: b.side,
    packages: diffPackages(a.sbom.packages, b.sbom.packages),
    ...(a.config && b.config && { configuration: diffFields(fieldsOf(a.config), fieldsOf(b.config)) }),
    ...(a.config && b.config && { layers: diffLayers(a.config, b.config) }),
  };
}

async function openSide(session: Session, text: string, options: SbomOptions): Promise<Side> {
  const reference = await settleReference(session, text);
  const named = { requested: text, reference: formatReference(reference) };
  if (NO_IMAGES.has(reference.transport)) {
    const sbom = await createSbom(session, text, options);
    return { sbom, side: { ...named, ...distributionOf(sbom), packages: sbom.packages.length } };
  }
  const { source } = await openSource(session, text);
  try {
    const { platform, platformRequired, signal } = session;
    const image = await openImage(source, { platform, platformRequired, signal });
    const subject = await examineImage(session, reference, image, { measure: false });
    const sbom = imageSbom(session, subject, imageSource(reference, image, subject), options);
    const { identity } = subject.context;
    const side: DiffSide = {
      ...named,
      digest: identity.manifestDigest,
      platform: formatPlatform(image.config.platform),
      ...distributionOf(sbom),
      size: identity.size,
      unpackedSize: identity.unpackedSize,
      layers: image.layers.length,
      packages: sbom.packages.length,
    };
    return { sbom, side, config: image.config };
  } finally {
    await source.close();
  }
}

function distributionOf({ distribution }: Sbom): { distribution?: string } {
  return distribution ? { distribution: distribution.prettyName } : {};
}

/** The configuration as flat names and texts; lists become JSON, variables and labels a field each. */
function fieldsOf({ runtime, platform }: ImageConfig): Map<string, string> {
  const fields = new Map<string, string>();
  const set = (name: string, value: string | undefined): void => {
    if (value) fields.set(name, redactSecrets(value));
  };
  const list = (values: readonly string[] | undefined): string | undefined =>
    values && values.length > 0 ? JSON.stringify(values) : undefined;
  set('Platform', formatPlatform(platform));
  set('User', runtime.user);
  set('WorkingDir', runtime.workingDir);
  set('Entrypoint', list(runtime.entrypoint));
  set('Cmd', list(runtime.cmd));
  set('Shell', list(runtime.shell));
  set('OnBuild', list(runtime.onBuild));
  set('StopSignal', runtime.stopSignal);
  set('Healthcheck', list(runtime.healthcheck?.test));
  set('ExposedPorts', list([...runtime.exposedPorts].sort()));
  set('Volumes', list([...runtime.volumes].sort()));
  for (const variable of runtime.env) {
    const [name = '', shown = ''] = splitOnce(redactSecrets(variable), '=');
    fields.set(`Env.${name}`, shown);
  }
  for (const [name, value] of Object.entries(runtime.labels)) set(`Labels.${name}`, value);
  return fields;
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function diffFields(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): FieldChange[] {
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((field) => a.get(field) !== b.get(field))
    .map((field) => {
      const [before, after] = [a.get(field), b.get(field)];
      return { field, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
    });
}

function diffLayers(a: ImageConfig, b: ImageConfig): NonNullable<DiffReport['layers']> {
  let shared = 0;
  while (shared < a.diffIds.length && a.diffIds[shared] === b.diffIds[shared]) shared++;
  return { shared, before: a.diffIds.length - shared, after: b.diffIds.length - shared };
}
