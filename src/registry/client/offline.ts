import { PlimsollError } from '../../base/error.ts';
import type { Http } from './ports.ts';

/** Refuses every exchange: what `--offline` puts in the network's place. */
export const offlineHttp: Http = {
  async send(request) {
    throw new PlimsollError('offline', `reach ${new URL(request.url).host}: --offline forbids it`, {
      hint: 'leave --offline out, or use an image from the store, a layout or an archive',
    });
  },
  async close() {},
};
