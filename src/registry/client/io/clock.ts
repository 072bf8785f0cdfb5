import { setTimeout as delay } from 'node:timers/promises';
import { PlimsollError } from '../../../base/error.ts';
import type { Clock } from '../ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, signal && { signal });
    } catch (cause) {
      throw new PlimsollError('interrupted', 'wait for the registry: interrupted', { cause });
    }
  },
};
