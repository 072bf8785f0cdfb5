const RANGE = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/([a-z]{1,8}))?$/i;

/** The lowest port that `80/tcp`, `80` or `8000-8010/udp` exposes. Undefined: not a port. */
export function parsePort(exposed: string): { readonly first: number; readonly last: number } | undefined {
  const match = RANGE.exec(exposed.trim());
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  return match && first <= last && last <= 65535 ? { first, last } : undefined;
}
