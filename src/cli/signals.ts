import { PlimsollError } from '../base/error.ts';

/** Ctrl-C once: work stops in good order and keeps what can be resumed. Twice: at once. */
export function onInterrupt(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const handler = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(
      new PlimsollError('interrupted', 'interrupted', {
        hint: 'run the same command again: what was fetched is kept',
      }),
    );
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    },
  };
}
