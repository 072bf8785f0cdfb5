import { describe, expect, it } from 'vitest';
import { linuxEnvironment, markerApplies } from './markers.ts';

describe('markerApplies()', () => {
  it.each([
    ["python_version < '3.10'", false],
    ['python_version >= "3.9"', true],
    ["python_full_version == '3.11.*'", true],
    ['sys_platform == "win32"', false],
    ["'linux' in sys_platform", true],
    ["platform_system not in 'Windows Darwin'", true],
    ['extra == "socks"', false],
    ['python_version > "3" and extra == "socks"', false],
    ['(os_name == "nt" or os_name == "posix") and python_version != "3.8"', true],
    ['platform_machine == "riscv"', true],
    ['', true],
    ['(((', true],
    [`${'('.repeat(1000)}os_name == "nt"`, true],
    [`os_name == "nt"${' '.repeat(3000)}`, true],
  ])('%.60j on Python 3.11: %j', (marker, applies) => {
    expect(markerApplies(marker, linuxEnvironment('3.11'))).toBe(applies);
  });
});
