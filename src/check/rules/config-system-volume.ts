import type { Severity } from '../../report/model.ts';
import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';

const WHOLE = new Set(['/', '/proc', '/sys', '/dev', '/boot']);
const SYSTEM = new Set([
  '/etc',
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib64',
  '/usr/bin',
  '/usr/lib',
  '/usr/sbin',
  '/run',
]);
const BELOW = /^\/(proc|sys|dev|boot)\//;
const SOCKET = /(^|\/)(docker|containerd|podman|crio)\.sock$/;

export const systemVolume: Rule = {
  id: 'config/system-volume',
  title: 'no volumes on system directories',
  severity: 'high',
  needs: 'config',
  help: 'A VOLUME on a system directory makes the runtime put a writable, long-lived copy of it over the image: its files are no longer those that were scanned and signed. On /dev, /proc, /sys or the docker socket it hands out the host.',
  check(context) {
    const bad = (context.config?.runtime.volumes ?? []).flatMap((volume) => {
      const severity = judgeVolume(volume);
      return severity ? [{ volume, severity }] : [];
    });
    if (bad.length === 0) return [];
    const set = setBy(context, 'VOLUME', 'config.Volumes', (l) => bad.some((b) => l.args.includes(b.volume)));
    return [
      createFinding(systemVolume, {
        severity: bad.some((b) => b.severity === 'high') ? 'high' : 'medium',
        title: 'volume on a system directory',
        message: `VOLUME covers ${bad
          .map((b) => b.volume)
          .slice(0, 5)
          .join(', ')}`,
        remedy: 'declare volumes only where the application keeps data: VOLUME /var/lib/app',
        ...set,
        evidence: [...bad.map((b) => `config.Volumes: ${b.volume}`), ...set.evidence],
      }),
    ];
  },
};

function judgeVolume(volume: string): Severity | undefined {
  const path = `/${volume
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
  if (WHOLE.has(path) || SOCKET.test(path)) return 'high';
  if (BELOW.test(path) && path !== '/dev/shm') return 'high';
  return SYSTEM.has(path) ? 'medium' : undefined;
}
