import { parse } from 'smol-toml';

const MAX_LENGTH = 300_000;

/** A TOML file as plain data; null for what is none, or is too long. */
export function readToml(text: string | undefined): unknown {
  if (text === undefined || text.length > MAX_LENGTH) return null;
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** The first line that the pattern matches, counted from 1; null when none does. */
export function lineMatching(text: string, pattern: RegExp): number | null {
  const index = text.split('\n').findIndex((line) => line.length < 2_000 && pattern.test(line));
  return index < 0 ? null : index + 1;
}
