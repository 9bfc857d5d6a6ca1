/** Characters of Python source by code, for readers that go through a text once. */

const DIGIT = 1;
const LETTER = 2;
const CLASSES = new Uint8Array(128);
for (let code = 48; code <= 57; code++) CLASSES[code] = DIGIT;
for (let code = 65; code <= 90; code++) CLASSES[code] = CLASSES[code + 32] = LETTER;
CLASSES[95] = LETTER;

/** Wider than Python's names in what is not ASCII, which only costs a look-up that fails. */
export function isNameStart(code: number): boolean {
  return code >= 128 || CLASSES[code] === LETTER;
}

export function isDigit(code: number): boolean {
  return code < 128 && CLASSES[code] === DIGIT;
}

export function isNamePart(code: number): boolean {
  return code >= 128 || CLASSES[code] !== 0;
}

/** `"` or `'`. */
export function isQuote(code: number): boolean {
  return code === 34 || code === 39;
}

/** Where the name (or number) that goes on at this index ends. */
export function nameEnd(text: string, from: number, to: number): number {
  let index = from;
  while (index < to) {
    const code = text.charCodeAt(index);
    if (code < 128 && CLASSES[code] === 0) break;
    index++;
  }
  return index;
}

/** The index of the first character that is neither a blank nor a tab. */
export function skipBlanks(text: string, from: number, to: number): number {
  let index = from;
  while (index < to && (text.charCodeAt(index) === 32 || text.charCodeAt(index) === 9)) index++;
  return index;
}

/** The same, over ends of lines and the backslashes before them. */
export function skipSpace(text: string, from: number, to: number): number {
  let index = from;
  for (; index < to; index++) {
    const code = text.charCodeAt(index);
    if (code !== 32 && code !== 10 && code !== 9 && code !== 13 && code !== 12 && code !== 92) break;
  }
  return index;
}
