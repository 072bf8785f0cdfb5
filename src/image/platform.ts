import { PlimsollError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';

/** OCI image-spec, image index, "platform". */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
  readonly osFeatures?: readonly string[];
}

// GOOS values that people build images for: a lone word that is none of them is an architecture.
const KNOWN_OS: ReadonlySet<string> = new Set(
  'linux windows darwin macos freebsd netbsd openbsd dragonfly solaris illumos aix android wasip1 wasi js'.split(
    ' ',
  ),
);

export function parsePlatformObject(value: JsonObject): Platform {
  const text = (field: string): string => (typeof value[field] === 'string' ? (value[field] as string) : '');
  const features = value['os.features'];
  return normalizePlatform({
    os: text('os'),
    architecture: text('architecture'),
    ...(text('variant') && { variant: text('variant') }),
    ...(text('os.version') && { osVersion: text('os.version') }),
    ...(Array.isArray(features) && { osFeatures: features.filter((f) => typeof f === 'string') }),
  });
}

/**
 * Parses `os/arch[/variant][:osversion]`, `arch` alone (linux) and the spellings people use (`x86_64`, `aarch64`).
 * @throws PlimsollError `usage`
 * @example parsePlatform('linux/arm64/v8') // { os: 'linux', architecture: 'arm64', variant: 'v8' }
 */
export function parsePlatform(text: string): Platform {
  const [main = '', osVersion] = text.split(/:(.*)/s) as [string, string?];
  const parts = main.toLowerCase().split('/');
  if (parts.length > 3 || parts.some((p) => !/^[a-z0-9_.-]+$/.test(p)))
    throw new PlimsollError(
      'usage',
      `read platform ${JSON.stringify(text.slice(0, 100))}: expected os/arch[/variant]`,
      {
        hint: 'for example --platform linux/amd64 or --platform linux/arm/v7',
      },
    );
  const first = parts[0] as string;
  const [os, architecture, variant] = parts.length === 1 && !KNOWN_OS.has(first) ? ['linux', first] : parts;
  return normalizePlatform({
    os: os as string,
    architecture: architecture ?? hostArchitecture(process.arch),
    ...(variant && { variant }),
    ...(osVersion && { osVersion }),
  });
}

export function formatPlatform(platform: Platform): string {
  const base = [platform.os || 'unknown', platform.architecture || 'unknown', platform.variant]
    .filter(Boolean)
    .join('/');
  return platform.osVersion ? `${base}:${platform.osVersion}` : base;
}

/** linux on the machine's architecture: what a container runtime here would pull. */
export function defaultPlatform(arch: string = process.arch): Platform {
  return normalizePlatform({ os: 'linux', architecture: hostArchitecture(arch) });
}

/** BuildKit hangs provenance and SBOMs into an index as children of the platform unknown/unknown. */
export function isAttestationPlatform(platform: Platform | undefined): boolean {
  return platform?.os === 'unknown' && platform.architecture === 'unknown';
}

/**
 * How well `offered` serves `wanted`: 0 is exact, higher is a fall-back, undefined is no match. arm falls v7, v6, v5;
 * amd64 falls v4 to v1 (containerd's platforms.Only).
 */
export function platformDistance(wanted: Platform, offered: Platform): number | undefined {
  if (wanted.os !== offered.os) return undefined;
  if (wanted.osVersion && offered.osVersion && !sameWindowsBuild(wanted.osVersion, offered.osVersion))
    return undefined;
  const levels = fallbacks(wanted);
  const at = levels.findIndex(
    (l) => l.architecture === offered.architecture && l.variant === (offered.variant ?? ''),
  );
  return at < 0 ? undefined : at;
}

function fallbacks(wanted: Platform): { architecture: string; variant: string }[] {
  const { architecture } = wanted;
  const variant = wanted.variant ?? '';
  const falling = fallingVariants(architecture, variant);
  return falling.map((v) => ({ architecture, variant: v }));
}

// Plain `arm` means v7, plain amd64 v1, plain arm64 v8 (containerd's platforms.Normalize).
function fallingVariants(architecture: string, variant: string): string[] {
  const number = Number(/^v(\d)/.exec(variant)?.[1] ?? Number.NaN);
  const down = (to: number): string[] =>
    Array.from({ length: Math.max(0, number - to + 1) }, (_, i) => `v${number - i}`);
  if (architecture === 'arm' && variant === '') return ['v7', '', 'v6', 'v5'];
  if (architecture === 'arm' && number >= 5) return down(5).flatMap((v) => (v === 'v7' ? [v, ''] : [v]));
  if (architecture === 'amd64' && number > 1) return [...down(2), ''];
  if (architecture === 'arm64' && number >= 8) return [variant, ...(number > 8 ? down(9) : []), ''];
  return [variant];
}

// Windows wants the same build (10.0.20348.x), any revision.
function sameWindowsBuild(a: string, b: string): boolean {
  return a.split('.').slice(0, 3).join('.') === b.split('.').slice(0, 3).join('.');
}

/** Folds the spellings of one platform together: x86_64, aarch64, armhf; arm64/v8 and amd64/v1 are the plain ones. */
export function normalizePlatform(platform: Platform): Platform {
  const os = platform.os === 'macos' ? 'darwin' : platform.os;
  const { architecture, variant } = normalizeArchitecture(platform.architecture, platform.variant);
  return {
    os,
    architecture,
    ...(variant && { variant }),
    ...(platform.osVersion && { osVersion: platform.osVersion }),
    ...(platform.osFeatures?.length && { osFeatures: platform.osFeatures }),
  };
}

function normalizeArchitecture(arch: string, variant?: string): { architecture: string; variant?: string } {
  if (variant && /^\d$/.test(variant)) variant = `v${variant}`;
  switch (arch) {
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return { architecture: 'amd64', ...(variant && variant !== 'v1' && { variant }) };
    case 'aarch64':
    case 'arm64':
      return { architecture: 'arm64', ...(variant && variant !== 'v8' && { variant }) };
    case 'armhf':
      return { architecture: 'arm', variant: 'v7' };
    case 'armel':
      return { architecture: 'arm', variant: 'v6' };
    case 'i386':
    case 'i686':
      return { architecture: '386' };
    default:
      return { architecture: arch, ...(variant && { variant }) };
  }
}

function hostArchitecture(arch: string): string {
  return { x64: 'amd64', ia32: '386', ppc64: 'ppc64le', mipsel: 'mipsle' }[arch] ?? arch;
}
