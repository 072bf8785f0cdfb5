import type { LayerEntry } from '../image/layers/types.ts';
import { isKeyName } from './captured.ts';
import { baseName } from './finding.ts';

export type KeyKind = 'plain' | 'encrypted' | 'none' | 'unread';

/** A non-empty file whose name is one under which private keys are kept. */
export function isKeyFile(entry: Pick<LayerEntry, 'path' | 'type' | 'size'>): boolean {
  return entry.type === 'file' && entry.size > 0 && isKeyName(baseName(entry.path));
}

/**
 * Judges a key file by its first bytes. OpenSSH keeps the encryption inside the armour, so its keys count as plain;
 * certificates, public keys and binary files are `none`.
 */
export function classifyKey(header: Buffer | undefined): KeyKind {
  if (!header) return 'unread';
  const text = header.toString('latin1').trimStart();
  if (/^PuTTY-User-Key-File/.test(text)) return 'plain';
  if (!/^-----BEGIN [A-Z ]{0,40}PRIVATE/.test(text)) return 'none';
  return /ENCRYPTED|Proc-Type/.test(text) ? 'encrypted' : 'plain';
}
