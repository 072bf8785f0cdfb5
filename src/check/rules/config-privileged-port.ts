import { rootReason } from '../accounts.ts';
import { createFinding, listSome, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';
import { parsePort } from '../ports.ts';

export const privilegedPort: Rule = {
  id: 'config/privileged-port',
  title: 'exposed ports need no privilege',
  severity: 'low',
  needs: 'both',
  help: 'Ports below 1024 need CAP_NET_BIND_SERVICE unless the runtime lifts that limit, so a service on one of them ties the image to root or to a capability. Any other port can be published as 80 or 443.',
  check(context) {
    const { runtime } = context.config ?? {};
    const low = (runtime?.exposedPorts ?? []).filter((p) => {
      const port = parsePort(p);
      return port !== undefined && port.first > 0 && port.first < 1024 && port.first !== 22;
    });
    if (low.length === 0) return [];
    const root = rootReason(runtime?.user ?? '', context.read('etc/passwd')) !== undefined;
    const set = setBy(context, 'EXPOSE', 'config.ExposedPorts');
    return [
      createFinding(privilegedPort, {
        severity: root ? 'info' : 'low',
        title: 'exposes a privileged port',
        message: `${listSome(low, 5)} ${root ? 'will need a capability once USER is set' : 'may not be bound by a user other than root'}`,
        remedy: 'listen on a port above 1023 (EXPOSE 8080) and publish that one: -p 80:8080',
        ...set,
        evidence: [`config.ExposedPorts: ${listSome(low, 20)}`, ...set.evidence],
      }),
    ];
  },
};
