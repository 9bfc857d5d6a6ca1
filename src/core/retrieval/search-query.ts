import type { Target } from '../python/target.ts';
import type { IsolatedReport } from '../reproduction/report.ts';
import { wordsOf } from './words.ts';

/** What is looked for: words with their weights, the heaviest first, and the same in prose for an embedding. */
export interface SearchQuery {
  words: ReadonlyMap<string, number>;
  text: string;
}

const MAX_TARGETS = 8;
const MAX_WORDS = 48;
const MAX_REPORT = 6_000;
const MAX_PROSE = 2_000;

type Asked = Pick<Target, 'path' | 'qualname' | 'docstring' | 'parameters'>;

/** For what resembles the first targets: their names, docstrings, parameters and modules. */
export function buildTargetQuery(targets: readonly Asked[]): SearchQuery {
  const first = targets.slice(0, MAX_TARGETS);
  return {
    words: weigh(
      first.flatMap(({ path, qualname, docstring, parameters }) => [
        { text: qualname, weight: 3 },
        { text: docstring ?? '', weight: 1.5 },
        {
          text: parameters.map(({ name, annotation }) => `${name} ${annotation ?? ''}`).join(' '),
          weight: 1,
        },
        { text: path, weight: 0.5 },
      ]),
    ),
    text: first
      .flatMap(({ qualname, docstring }) => [qualname, docstring?.slice(0, MAX_PROSE / MAX_TARGETS)])
      .filter(Boolean)
      .join('\n'),
  };
}

/** For what a report may be about: title, messages of exceptions, names in its code, and its words. */
export function buildReportQuery(report: IsolatedReport): SearchQuery {
  const { title, body, tracebacks, code } = report;
  const prose = `${report.expected ?? ''}\n${report.actual ?? ''}\n${report.steps ?? ''}`;
  return {
    words: weigh([
      { text: title, weight: 3 },
      ...tracebacks.map(({ exception, message }) => ({ text: `${exception} ${message}`, weight: 2.5 })),
      ...tracebacks.map(({ frames }) => ({ text: frames.map((one) => one.function).join(' '), weight: 2 })),
      ...code.map(({ text }) => ({ text: text.slice(0, MAX_REPORT), weight: 1.5 })),
      { text: prose.slice(0, MAX_REPORT), weight: 1.5 },
      { text: body.slice(0, MAX_REPORT), weight: 1 },
    ]),
    text: `${title}\n${body.slice(0, MAX_PROSE)}`,
  };
}

/** A word's weight is that of its best place. */
function weigh(parts: readonly { text: string; weight: number }[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { text, weight } of parts) {
    for (const word of wordsOf(text)) weights.set(word, Math.max(weight, weights.get(word) ?? 0));
  }
  return new Map([...weights].sort((a, b) => b[1] - a[1]).slice(0, MAX_WORDS));
}
