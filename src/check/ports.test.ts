import { expect, test } from 'vitest';
import { parsePort } from './ports.ts';

test.each([
  ['80', 80, 80],
  ['80/tcp', 80, 80],
  [' 443/UDP ', 443, 443],
  ['8000-8010/udp', 8000, 8010],
  ['0', 0, 0],
  ['65535', 65535, 65535],
])('parsePort(%j)', (text, first, last) => {
  expect(parsePort(text)).toEqual({ first, last });
});

test.each([
  '',
  '-',
  'http',
  '65536',
  '90-80',
  '80/tcp/udp',
  '80:80',
  '1e3',
  '-1',
  '80-',
  '９',
  '0'.repeat(100_000),
])('parsePort(%#) is no port', (text) => {
  expect(parsePort(text)).toBeUndefined();
});
