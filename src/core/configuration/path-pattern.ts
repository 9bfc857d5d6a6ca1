/** Longest pattern; a path of Git has at most 4,096 bytes, so matching stays short. */
export const MAX_PATTERN_LENGTH = 200;

/**
 * Whether a path of the repository fits a pattern, which is anchored at its root: `*` stands for characters of one
 * folder or file name, `**` for any characters, `?` for one. A pattern that fits a folder fits all that is in it, so
 * `billing`, `billing/` and `billing/**` mean the same. By hand and not as a regular expression, which would
 * backtrack for ever on several stars.
 */
export function fitsPath(pattern: string, path: string): boolean {
  const tokens = tokenize(pattern);
  let places = skipStars(tokens, new Set([0]));
  for (const character of path) {
    // What has been read so far is a folder that the pattern fits.
    if (character === '/' && places.has(tokens.length)) return true;
    const next = new Set<number>();
    for (const at of places) for (const to of step(tokens[at], character)) next.add(at + to);
    places = skipStars(tokens, next);
    if (places.size === 0) return false;
  }
  return places.has(tokens.length);
}

/** Whether a path fits any of the patterns. */
export function fitsAnyPath(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => fitsPath(pattern, path));
}

/** A folder of any depth, or none: where it begins, and what is in it. */
const FOLDERS = ['**/', '…/'] as const;

function tokenize(pattern: string): string[] {
  const trimmed = pattern.replace(/^(\.?\/)+/, '').replace(/(\/(\*\*)?)+$/, '');
  const parts: string[] = trimmed.match(/\*\*\/|\*\*|[\s\S]/gu) ?? [];
  return parts.flatMap((part) => (part === FOLDERS[0] ? FOLDERS : [part]));
}

/** How far a character leads from a place: it stays there (0), goes on to the next (1), both or neither. */
function step(token: string | undefined, character: string): number[] {
  switch (token) {
    case '**':
      return [0];
    case '*':
      return character === '/' ? [] : [0];
    case '?':
      return character === '/' ? [] : [1];
    case FOLDERS[1]:
      return character === '/' ? [0, 1] : [0];
    default:
      return token === character ? [1] : [];
  }
}

/** Adds the places that are reached without a character. */
function skipStars(tokens: readonly string[], places: Set<number>): Set<number> {
  for (const at of places) {
    const token = tokens[at];
    if (token === '*' || token === '**' || token === FOLDERS[0]) places.add(at + 1);
    if (token === FOLDERS[0]) places.add(at + 2);
  }
  return places;
}
