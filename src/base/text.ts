const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `71.6 MB`: decimal units with three significant digits, as docker prints sizes. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${UNITS[unit]}`;
}

/** `12 days ago`, `in 3 hours`; the largest unit that is at least one. Milliseconds since the epoch. */
export function formatAge(then: number, now: number): string {
  const seconds = Math.abs(now - then) / 1000;
  const steps: [number, string][] = [
    [365.25 * 86400, 'year'],
    [30.44 * 86400, 'month'],
    [7 * 86400, 'week'],
    [86400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ];
  const step = steps.find(([size]) => seconds >= size * (size > 86400 ? 2 : 1));
  if (!step) return 'just now';
  const count = Math.floor(seconds / step[0]);
  const text = `${count} ${step[1]}${count === 1 ? '' : 's'}`;
  return then <= now ? `${text} ago` : `in ${text}`;
}

export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

/** Makes text from outside safe for a terminal: control characters and escape sequences become visible. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => {
    const code = c.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}
