/**
 * 16 hexadecimal digits that are the same for the same text: two hashes of 32 bits (FNV-1a,
 * http://www.isthe.com/chongo/tech/comp/fnv/) with different beginnings. It tells texts apart by chance, not against
 * someone who looks for two that collide; nothing is allowed because of it.
 */
export function digestHex(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x2f0b4a27;
  for (let index = 0; index < text.length; index++) {
    first = Math.imul(first ^ text.charCodeAt(index), 0x01000193);
    second = Math.imul(second ^ text.charCodeAt(index), 0x5bd1e995);
  }
  return [first, second].map((hash) => (hash >>> 0).toString(16).padStart(8, '0')).join('');
}
