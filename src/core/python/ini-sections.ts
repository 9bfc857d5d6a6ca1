/** Longer lines hold no setting that is looked for here; the patterns below are only quick on short ones. */
const MAX_LINE = 1_000;

/**
 * The settings of one section of an INI or TOML file, as lists of words. Reads what pytest's and Django's settings
 * need of both formats (strings, lists, values over several lines) and no more; it is never used to decide what is
 * safe, only what is customary.
 */
export function readSection(text: string, section: string): ReadonlyMap<string, string[]> | null {
  const values = new Map<string, string[]>();
  let inside = false;
  let seen = false;
  let key: string | null = null;
  let open = 0;
  for (const raw of text.split(/\r?\n/)) {
    if (raw.length > MAX_LINE) continue;
    const line = stripComment(raw);
    const header = open === 0 ? /^\[+\s*([^\]]+?)\s*\]+\s*$/.exec(line) : null;
    if (header) {
      inside = header[1]!.replaceAll('"', '') === section;
      seen ||= inside;
      key = null;
      continue;
    }
    if (!inside || line.trim() === '') continue;
    const setting: RegExpExecArray | null = open === 0 ? /^([\w.-]+)\s*[=:]\s*(.*)$/.exec(line) : null;
    if (setting) {
      key = setting[1]!;
      values.set(key, []);
    } else if (key === null || (open === 0 && !/^\s/.test(line))) continue;
    const value = setting ? setting[2]! : line;
    open += count(value, '[') - count(value, ']');
    values.get(key)!.push(...wordsOf(value));
  }
  return seen ? values : null;
}

/** Quoted strings as they are, everything else split at spaces, commas and brackets. */
function wordsOf(value: string): string[] {
  return [...value.matchAll(/"([^"]*)"|'([^']*)'|[^\s,[\]"']+/g)].map(
    (match) => match[1] ?? match[2] ?? match[0],
  );
}

function stripComment(line: string): string {
  return line.replace(/^\s*[#;].*$/, '').replace(/\s#\s.*$/, '');
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
