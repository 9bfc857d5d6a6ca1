/**
 * The encoding that a Python file declares in its first two lines, in lower case; null where it declares none.
 * https://docs.python.org/3/reference/lexical_analysis.html#encoding-declarations
 */
export function findDeclaredEncoding(text: string): string | null {
  for (const line of text.slice(0, MAX_DECLARATION).split(/\r\n|\r|\n/, 2)) {
    const declared = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line.replace(/^\uFEFF/, ''))?.[1];
    if (declared !== undefined) return declared.toLowerCase();
    // The second line counts only after a comment or nothing.
    if (!/^[ \t\f\uFEFF]*(#.*)?$/.test(line)) return null;
  }
  return null;
}

/** Longer lines hold no declaration that anybody wrote. */
const MAX_DECLARATION = 1000;

/** Whether text that is written into the file as UTF-8 would be read as something else. */
export function declaresOtherEncoding(text: string): boolean {
  const declared = findDeclaredEncoding(text);
  return declared !== null && !/^(utf[-_]?8|(us-)?ascii)\b/.test(declared);
}
