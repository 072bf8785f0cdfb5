import { createFinding, setBy } from '../finding.ts';
import type { Rule } from '../model.ts';
import { parsePort } from '../ports.ts';

export const sshPort: Rule = {
  id: 'config/ssh-port',
  title: 'port 22 is not exposed',
  severity: 'medium',
  needs: 'config',
  help: 'An SSH server in a container is a second way in, with keys and patches of its own. The runtime already has one that is logged and authorised: exec.',
  check(context) {
    const exposed = (context.config?.runtime.exposedPorts ?? []).filter((p) => {
      const port = parsePort(p);
      return port !== undefined && port.first <= 22 && port.last >= 22 && !/\/udp$/i.test(p);
    });
    if (exposed.length === 0) return [];
    const set = setBy(context, 'EXPOSE', 'config.ExposedPorts', (l) => /\b22\b/.test(l.args));
    return [
      createFinding(sshPort, {
        title: 'exposes SSH',
        message: `config.ExposedPorts has ${exposed.join(', ')}`,
        remedy:
          'drop EXPOSE 22 and the SSH server; for a shell use: docker exec, kubectl exec or kubectl debug',
        ...set,
      }),
    ];
  },
};
