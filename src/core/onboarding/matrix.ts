import { chooseNewest } from './python-versions.ts';
import { entriesOf, listOf, textOf } from './read-yaml.ts';

/** One combination of a job's matrix. */
export type MatrixRow = Readonly<Record<string, unknown>>;

/** More combinations than this are not unfolded. */
const MAX_ROWS = 512;

/**
 * The combination that one run of ours should have: on Linux, not experimental, with the newest Python that `known` (the
 * project's own declaration) also names, otherwise the first in the file's order.
 */
export function chooseRow(matrix: unknown, known: readonly string[]): MatrixRow {
  const rows = expandRows(matrix).filter(
    (row) =>
      isLinux(row) &&
      !Object.entries(row).some(([name, value]) => /experimental|allow.?fail/i.test(name) && value === true),
  );
  const versions = rows.flatMap((row) => pythonOf(row)?.version ?? []);
  const newest = chooseNewest(versions, known);
  return rows.find((row) => newest === null || pythonOf(row)?.version === newest) ?? {};
}

/** The matrix key that looks like a Python version, with its value. */
export function pythonOf(row: MatrixRow): { key: string; version: string } | null {
  for (const [key, value] of Object.entries(row)) {
    const text = textOf(value);
    if (/^(python|py)([-_.]?version)?$/i.test(key) && text !== null) return { key, version: text };
  }
  return null;
}

/** GitHub's rules: lists multiplied, `exclude` taken away, `include` added to what it fits, else a row of its own. */
function expandRows(matrix: unknown): MatrixRow[] {
  const lists = entriesOf(matrix).filter(
    ([name, values]) => name !== 'include' && name !== 'exclude' && Array.isArray(values),
  );
  let rows: Record<string, unknown>[] = lists.length > 0 ? [{}] : [];
  for (const [name, values] of lists) {
    rows = rows
      .flatMap((row) => listOf(values).map((value) => ({ ...row, [name]: value })))
      .slice(0, MAX_ROWS);
  }
  const excluded = listOf(entriesOf(matrix).find(([name]) => name === 'exclude')?.[1]);
  rows = rows.filter((row) => !excluded.some((entry) => entriesOf(entry).length > 0 && fits(row, entry)));
  const names = new Set(lists.map(([name]) => name));
  for (const entry of listOf(entriesOf(matrix).find(([name]) => name === 'include')?.[1]).slice(
    0,
    MAX_ROWS,
  )) {
    const original = Object.fromEntries(entriesOf(entry).filter(([name]) => names.has(name)));
    const fitting = rows.filter((row) => lists.length > 0 && fits(row, original));
    for (const row of fitting) Object.assign(row, entry);
    if (fitting.length === 0) rows.push({ ...(entry as object) });
  }
  return rows;
}

function fits(row: MatrixRow, entry: unknown): boolean {
  return entriesOf(entry).every(([name, value]) => textOf(row[name]) === textOf(value));
}

function isLinux(row: MatrixRow): boolean {
  return Object.values(row).every((value) => !/^(windows|macos|mac)\b/i.test(textOf(value) ?? ''));
}
