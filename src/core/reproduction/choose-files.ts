import { isTestPath } from '../python/test-files.ts';
import { wordsOf } from '../retrieval/words.ts';
import type { IsolatedReport } from './report.ts';

/** Files that are read for one report. GitHub is asked for each by itself. */
export const MAX_FILES = 120;
const MAX_BYTES = 1_500_000;
const LARGEST_FILE = 200_000;
const ASIDE = /(^|\/)(migrations|node_modules|site-packages|docs?|vendor|build|dist)\//;

/**
 * The Python files that are worth searching for a report's suspects, the most promising first: named by a traceback, with
 * words of the report in their paths, those that route requests. A small project is read whole.
 * @param found files that a search of the whole project found for the report, the best first
 */
export function chooseFiles(
  report: IsolatedReport,
  entries: readonly { path: string; size: number; mode: string }[],
  found: readonly string[],
): { chosen: string[]; leftOut: number } {
  const frames = report.tracebacks.flatMap(({ frames: own }) => own.map(({ path }) => path));
  const words = wordsOf(`${report.title} ${report.body.slice(0, 6000)}`);
  const text = `${report.title}\n${report.body}`;
  const places = new Map(found.map((path, place) => [path, place]));
  const rank = (path: string): number => {
    if (frames.some((frame) => frame === path || frame.endsWith(`/${path}`))) return 1000;
    const named = text.includes(path) ? 500 : 0;
    const shared = [...wordsOf(path)].filter((word) => words.has(word)).length * 20;
    const kind = /(^|\/)(urls|views|models|serializers|forms|api|signals|tasks)(\.py|\/)/.test(path) ? 10 : 0;
    const place = places.get(path);
    const searched = place === undefined ? 0 : Math.max(40, 200 - place);
    return searched + named + shared + kind + (ASIDE.test(path) ? -30 : 0);
  };
  const files = entries
    .filter(
      ({ path, mode, size }) =>
        path.endsWith('.py') && mode.startsWith('100') && size <= LARGEST_FILE && !isTestPath(path),
    )
    .map(({ path, size }) => ({ path, size, rank: rank(path) }))
    .sort((a, b) => b.rank - a.rank || a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  const chosen: string[] = [];
  let bytes = 0;
  for (const { path, size } of files) {
    if (chosen.length >= MAX_FILES || bytes + size > MAX_BYTES) continue;
    chosen.push(path);
    bytes += size;
  }
  return { chosen, leftOut: files.length - chosen.length };
}
