import { describeWishes } from '../../core/configuration/describe-wishes.ts';
import { elideCovered } from '../../core/context/elide-covered.ts';
import type { Uncovered } from '../../core/evidence/changed-lines.ts';
import { shortenTraceback } from '../../core/evidence/shorten-traceback.ts';
import type { PythonParser } from '../../core/python/parser.ts';
import type { Target } from '../../core/python/target.ts';
import { stripInvisible } from '../../core/redaction/strip-invisible.ts';
import type { EndedSuggestion, ReviewRecord } from '../../core/review/review-record.ts';
import { describePreferences } from '../../core/suggestions/rejected-test.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { PullRequest, PullRequestFile } from '../../edges/github/types.ts';

const MAX_DIFF = 30_000;
/** Characters of one traceback: the cause stands in its last lines. */
const MAX_TRACEBACK = 3_000;

/** A target with its id, as the model must name it. */
export function describeTarget(target: Target): string {
  return [
    `target_id: ${target.id}`,
    `import it from: ${target.module}`,
    `why it is worth a test: ${target.reasons.join(', ')}`,
    `changed lines: ${target.changedLines.join(', ')}`,
    `### FILE: ${target.path} ### (lines ${target.startLine} to ${target.endLine})`,
    target.source,
  ].join('\n');
}

/**
 * Title, description and patches of the pull request: those of files with targets first, so that a cut costs least.
 * `leftOut` holds the paths that are shown whole elsewhere or are no code to test.
 */
export function describeDiff(
  pull: PullRequest,
  files: readonly PullRequestFile[],
  { targetPaths, leftOut }: { targetPaths: ReadonlySet<string>; leftOut: ReadonlySet<string> },
): string {
  const rank = (file: PullRequestFile): number => (targetPaths.has(file.path) ? 0 : 1);
  const patches = files
    .filter((file) => file.path.endsWith('.py') && file.patch && !leftOut.has(file.path))
    .toSorted((a, b) => rank(a) - rank(b))
    .map((file) => `### DIFF: ${file.path} ###\n${file.patch}`)
    .join('\n\n');
  const text = `Title: ${stripInvisible(pull.title)}\nDescription: ${stripInvisible(pull.body).slice(0, 4000)}\n\n${patches}`;
  return text.length > MAX_DIFF ? `${text.slice(0, MAX_DIFF)}\n(the rest of the diff is left out)` : text;
}

/** How the project writes its tests, what its maintainers have turned down, and what they wish for these targets. */
export function describeConventions(
  record: Pick<ReviewRecord, 'testConventions' | 'rejected' | 'configuration'>,
  targets: readonly Target[],
): string {
  return [
    record.testConventions,
    describePreferences(record.rejected),
    describeWishes(record.configuration.configuration.instructions, targets),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Failing tests with their code and what CI saw. */
export function describeFailing(failing: readonly EndedSuggestion[]): string {
  return failing
    .map(({ suggestion, verdict }) => {
      const failure = verdict.tests.find((test) => test.failure)?.failure;
      return [
        `suggestion_id: ${suggestion.id}`,
        `file: ${suggestion.path}`,
        suggestion.imports.join('\n'),
        suggestion.code,
        `What CI saw: ${verdict.reason}`,
        failure ? shortenTraceback(failure.traceback, MAX_TRACEBACK) : '',
      ].join('\n');
    })
    .join('\n\n');
}

/** What rules found about each failing test. */
export function describeDiagnoses(failing: readonly EndedSuggestion[]): string {
  return failing
    .map(({ suggestion, verdict: { diagnosis } }) =>
      diagnosis
        ? `${suggestion.id}: ${diagnosis.cause}${diagnosis.subject ? ` (${diagnosis.subject})` : ''}: ${diagnosis.explanation}`
        : `${suggestion.id}: nothing is known.`,
    )
    .join('\n');
}

/** What the earlier versions did wrong, as things not to do again. */
export function describeConstraints(failing: readonly EndedSuggestion[]): string {
  return failing
    .map(({ suggestion, verdict }) => {
      const rule = verdict.diagnosis?.constraint || `Do not repeat what led to "${verdict.reason}"`;
      return `- ${suggestion.id}: ${rule}`;
    })
    .join('\n');
}

/** The tests to which the prompt's section on hidden state and concurrency applies, with what was seen. */
export function describeHiddenState(failing: readonly EndedSuggestion[]): string {
  const found = failing.filter(({ verdict }) => verdict.diagnosis?.cause === 'hidden-state');
  if (found.length === 0) return 'None.';
  return found
    .map(({ suggestion, verdict }) => {
      const runs = verdict.tests.flatMap(({ nodeid, stability }) =>
        stability
          ? [
              `${nodeid}: ${stability.alone.outcomes || 'not run'} alone, ${stability.shuffled.outcomes || 'not run'} in random order (p passed, f failed)`,
            ]
          : [],
      );
      return [`${suggestion.id}: ${verdict.code}`, ...runs].join('\n');
    })
    .join('\n\n');
}

/** A target's source with only the lines numbered that still need a test, and without what is covered. */
export function describeNumbered(
  parser: PythonParser,
  target: Target,
  uncovered: readonly Uncovered[],
): string {
  const entry = uncovered.find((one) => one.path === target.path);
  const lines = [...(entry?.lines ?? []), ...(entry?.branches ?? []).map(([from]) => from)];
  const source = elideCovered(parser, target.source, { firstLine: target.startLine, lines });
  return `target_id: ${target.id}\nimport it from: ${target.module}\n${source}`;
}

/**
 * What is asked for together: in the first coverage round all that is left of a file or, where its targets are methods,
 * of a class, the one with most gaps first; later each function for itself, with its own gaps below it.
 */
export function describeGaps(
  parser: PythonParser,
  targets: readonly Target[],
  uncovered: readonly Uncovered[],
  by: 'file-or-class' | 'function',
): { what: string; text: string; uncovered: Uncovered[]; targets: Target[] }[] {
  const groups = Map.groupBy(targets, (target) =>
    by === 'function' ? target.id : `${target.path}${target.className ? `::${target.className}` : ''}`,
  );
  return [...groups]
    .map(([what, own]) => {
      const gaps = gapsWithin(own, uncovered);
      const sources = own.map((target) => describeNumbered(parser, target, gaps)).join('\n\n');
      const text =
        by === 'function'
          ? `${sources}\nstill uncovered:\n${describeUncovered(gaps)}`
          : `### ${what} ###\n${sources}`;
      return { what, text, uncovered: gaps, targets: own };
    })
    .sort((a, b) => countGaps(b.uncovered) - countGaps(a.uncovered));
}

/** Of the gaps those that lie in one of the targets. */
function gapsWithin(targets: readonly Target[], uncovered: readonly Uncovered[]): Uncovered[] {
  return uncovered.flatMap(({ path, lines, branches }) => {
    const isWithin = (line: number): boolean =>
      targets.some((one) => one.path === path && line >= one.startLine && line <= one.endLine);
    const own = {
      path,
      lines: lines.filter(isWithin),
      branches: branches.filter(([from]) => isWithin(from)),
    };
    return own.lines.length + own.branches.length > 0 ? [own] : [];
  });
}

/** Gaps of several groups, file by file, each once. */
export function joinGaps(groups: readonly (readonly Uncovered[])[]): Uncovered[] {
  return [...Map.groupBy(groups.flat(), ({ path }) => path)].map(([path, parts]) => ({
    path,
    lines: [...new Set(parts.flatMap(({ lines }) => lines))].sort((a, b) => a - b),
    branches: [
      ...new Map(parts.flatMap(({ branches }) => branches).map((one) => [one.join(), one])).values(),
    ],
  }));
}

function countGaps(uncovered: readonly Uncovered[]): number {
  return uncovered.reduce((sum, { lines, branches }) => sum + lines.length + branches.length, 0);
}

export function describeUncovered(uncovered: readonly Uncovered[]): string {
  return uncovered
    .map((entry) =>
      [
        `${entry.path}:`,
        entry.lines.length > 0 ? `lines ${entry.lines.join(', ')}` : '',
        ...entry.branches.map(([from, to]) => `branch ${from} → ${to < 0 ? 'exit' : to} not taken`),
      ]
        .filter(Boolean)
        .join('\n'),
    )
    .join('\n\n');
}

export function describeExisting(suggestion: Suggestion): string {
  return `${suggestion.id}: ${suggestion.title}\n${suggestion.code}`;
}
