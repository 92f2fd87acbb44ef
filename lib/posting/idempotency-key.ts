/** Names of intended effects: same key, one effect, for ever. */
import { createHash } from 'node:crypto';

/**
 * Key of a plan: the entry's key and how many plans were made for that entry before. A correction therefore never
 * shares a key with what it corrects: some ledgers answer a used key with the old record, whatever the body says.
 */
export const planKey = (entryKey: string, sequence: number): string => `${entryKey}#${sequence}`;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Short form of a plan key for reference fields of 21 characters (QuickBooks' DocNumber): `CL-` and 18 characters of
 * base32 over its SHA-256, so 90 bits.
 */
export const shortKey = (key: string): string => {
  const bytes = createHash('sha256').update(key).digest();
  let text = 'CL-';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < 21) {
      bits -= 5;
      text += BASE32[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
    if (text.length === 21) return text;
  }
  return text;
};
