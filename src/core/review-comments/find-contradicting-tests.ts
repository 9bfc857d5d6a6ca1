import type { ChangedFile } from '../change-set/change-set.ts';
import { type Contradiction, findContradictions } from '../evidence/find-contradictions.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { linesWithin } from '../python/walk.ts';
import { findTests } from '../suggestions/test-names.ts';
import { CONTRADICTS_DOCSTRING, type Finding } from './finding.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import { type FilePlaces, isShown } from './places.ts';

/** Each pair of a test file and a target is read by itself. */
const MAX_TARGETS = 40;

/** Tests on changed lines that assert what docstring, annotations or fields of the code they call rule out. */
export function findContradictingTests(
  parser: PythonParser,
  { path, headText, changedLines }: ChangedFile,
  places: FilePlaces | undefined,
  targets: readonly Target[],
): Finding[] {
  if (headText === null) return [];
  const code = { path, code: headText, imports: [] };
  const found = new Map<string, Contradiction>();
  for (const target of targets.slice(0, MAX_TARGETS)) {
    if (!headText.includes(target.qualname.split('.').at(-1)!)) continue;
    for (const one of findContradictions(parser, code, target)) {
      const test = one.test.replace(/\[.*$/s, '');
      if (!found.has(test)) found.set(test, one);
    }
  }
  if (found.size === 0) return [];
  const tests = parser.withTree(headText, (root) =>
    findTests(root).map(({ testName, node, outer }) => ({
      testName,
      line: node.startPosition.row + 1,
      end: outer.endPosition.row + 1,
    })),
  );
  return tests.flatMap(({ testName, line, end }) => {
    const one = found.get(testName);
    if (!one || linesWithin(changedLines, line, end).length === 0) return [];
    return [
      {
        rule: CONTRADICTS_DOCSTRING,
        title: 'This test contradicts what the code says of itself',
        severity: 1,
        path,
        what: testName,
        firstLine: line,
        lastLine: line,
        message: `It says ${quote(one.contract)}; the test expects ${quote(one.asserted)}${one.input === null ? '' : ` of ${quote(one.input)}`}. One of the two is wrong.`,
        replacement: null,
        isInDiff: isShown(places, line, line),
        fingerprint: fingerprintOf({ rule: CONTRADICTS_DOCSTRING, path, what: testName }),
      },
    ];
  });
}

function quote(text: string): string {
  return `\`${text.replace(/\s+/g, ' ').replaceAll('`', "'").slice(0, 120)}\``;
}
