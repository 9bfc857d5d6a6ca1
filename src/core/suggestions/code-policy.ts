import type { SyntaxNode } from '../python/parser.ts';
import { findAssertionProblem } from './assertion-policy.ts';
import { findForbiddenUse } from './call-policy.ts';
import { importProblem } from './import-policy.ts';
import { boundName, type ImportedName } from './imports.ts';
import type { PolicyProblem } from './policy-problem.ts';
import { findStructureProblem } from './structure-policy.ts';
import { findTests } from './test-names.ts';

/** Largest code of one suggestion: beyond it nobody reads a suggestion in a comment. */
const MAX_CODE_LENGTH = 20_000;
const MAX_CODE_LINES = 400;
const MAX_IMPORTS = 40;
const MAX_TESTS = 20;

/**
 * What a suggestion's code may do in the repository's CI: tests that can fail, no processes, network, waits, writes
 * outside tmp_path, nothing that acts on other tests of the file. A guard against carelessness; CI itself, without
 * secrets, is the guard against malice (docs/security.md). Null when the code is allowed.
 */
export function findPolicyProblem(root: SyntaxNode, imports: readonly ImportedName[]): PolicyProblem | null {
  return (
    sizeProblem(root, imports) ??
    forbiddenImport(imports) ??
    findForbiddenUse(root, imports) ??
    findStructureProblem(root, new Set(imports.map(boundName))) ??
    testProblem(root)
  );
}

function sizeProblem(root: SyntaxNode, imports: readonly ImportedName[]): PolicyProblem | null {
  const lines = root.endPosition.row + 1;
  if (root.text.length > MAX_CODE_LENGTH || lines > MAX_CODE_LINES) {
    return { code: 'too-large', reason: `its code has ${lines} lines; at most ${MAX_CODE_LINES} are taken` };
  }
  return imports.length > MAX_IMPORTS
    ? { code: 'too-large', reason: `it imports ${imports.length} names; at most ${MAX_IMPORTS} are taken` }
    : null;
}

function forbiddenImport(imports: readonly ImportedName[]): PolicyProblem | null {
  for (const item of imports) {
    const reason = importProblem(item);
    if (reason) return { code: 'import-not-allowed', reason };
  }
  return null;
}

function testProblem(root: SyntaxNode): PolicyProblem | null {
  const tests = findTests(root);
  if (tests.length === 0) return { code: 'no-test', reason: 'it defines no test function or test method' };
  if (tests.length > MAX_TESTS) {
    return { code: 'too-large', reason: `it defines ${tests.length} tests; at most ${MAX_TESTS} are taken` };
  }
  return findAssertionProblem(root, tests);
}
