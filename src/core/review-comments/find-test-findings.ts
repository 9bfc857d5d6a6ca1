import type { ChangedFile, ChangeSet } from '../change-set/change-set.ts';
import { splitLines } from '../change-set/line-diff.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { linesWithin } from '../python/walk.ts';
import { type FoundSmell, findSmells } from '../smells/find-smells.ts';
import { findContradictingTests } from './find-contradicting-tests.ts';
import type { Finding } from './finding.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import { type FilePlaces, firstShownLine, isShown } from './places.ts';

/** A pull request with more has other troubles. */
const MAX_FINDINGS = 500;

/**
 * What is weak about the tests that the pull request adds or changes. What base's version of a test had as well is not
 * the pull request's doing and is left alone.
 */
export function findTestFindings(
  parser: PythonParser,
  changeSet: ChangeSet,
  places: Readonly<Record<string, FilePlaces>>,
  targets: readonly Target[],
): Finding[] {
  const files = changeSet.files.filter(({ isTest, status }) => isTest && status !== 'removed');
  const found = files.flatMap((file) => [
    ...findInFile(parser, file, places[file.path]),
    ...findContradictingTests(parser, file, places[file.path], targets),
  ]);
  return found.slice(0, MAX_FINDINGS);
}

function findInFile(parser: PythonParser, file: ChangedFile, places: FilePlaces | undefined): Finding[] {
  const { path, headText, baseText } = file;
  if (headText === null) return [];
  const before = baseText === null ? [] : findSmells(parser, { path, text: baseText }).smells;
  const known = new Set(before.map(({ rule, test }) => `${rule.id} ${test}`));
  return findSmells(parser, { path, text: headText }).smells.flatMap((smell) => {
    if (known.has(`${smell.rule.id} ${smell.test}`) || !isTouched(smell, file, places)) return [];
    return [toFinding(parser, smell, { path, text: headText }, places)];
  });
}

/** The change adds or modifies a line of the test, or takes one away from it. */
function isTouched(
  smell: FoundSmell,
  { changedLines, baseText }: ChangedFile,
  places: FilePlaces | undefined,
): boolean {
  if (linesWithin(changedLines, smell.testStart, smell.testEnd).length > 0) return true;
  return baseText !== null && firstShownLine(places, smell.testStart, smell.testEnd) !== null;
}

function toFinding(
  parser: PythonParser,
  smell: FoundSmell,
  file: { path: string; text: string },
  places: FilePlaces | undefined,
): Finding {
  const { rule, message } = smell;
  const isInPlace = isShown(places, smell.firstLine, smell.lastLine);
  const other = isInPlace ? null : firstShownLine(places, smell.testStart, smell.testEnd);
  return {
    rule: rule.id,
    title: rule.title,
    severity: rule.severity,
    path: file.path,
    what: smell.test,
    firstLine: other ?? smell.firstLine,
    lastLine: other ?? smell.lastLine,
    message,
    replacement: isInPlace && applies(parser, smell, file.text) ? smell.replacement : null,
    isInDiff: isInPlace || other !== null,
    fingerprint: fingerprintOf({ rule: rule.id, path: file.path, what: smell.test }),
  };
}

/** Whether the file is still Python with the replacement in it, and no longer has this smell. */
function applies(parser: PythonParser, smell: FoundSmell, text: string): boolean {
  // With other line ends the block would change more than it shows.
  if (smell.replacement === null || text.includes('\r')) return false;
  const changed = splitLines(text)
    .toSpliced(smell.firstLine - 1, smell.lastLine - smell.firstLine + 1, ...smell.replacement)
    .join('\n');
  return parser.withTree(changed, (root) => !root.hasError);
}
