import type { SyntaxNode } from '../python/parser.ts';
import { type PolicyProblem, quoteLine } from './policy-problem.ts';
import { type Definition, definitionOf, dottedName, leftmostName, walk } from './syntax.ts';
import { isTestClass } from './test-names.ts';

/** Calls that a module-level constant may be made of: they build plain values and touch nothing. */
const VALUE_CALLS = new Set(
  (
    'Decimal decimal.Decimal date datetime datetime.date datetime.datetime datetime.time datetime.timedelta timedelta ' +
    'timezone UUID uuid.UUID Fraction Path pathlib.Path PurePath re.compile frozenset set list tuple dict range sorted ' +
    'bytes bytearray int float str len object pytest.param namedtuple get_user_model itertools.product product'
  ).split(' '),
);

/** Module-level hooks: they act on every test of the file, also on other suggestions. */
const HOOKS = /^(pytest_.*|(set[uU]p|tear[dD]own)_?([mM]odule|_function|_method)?|load_tests)$/;

const SKIPS = /(^|\.)(skip|skipif|skipIf|skipUnless|skipTest|xfail|expectedFailure|importorskip)$/;

/** The first statement that would act beyond the suggestion's own tests, or skip one; null when there is none. */
export function findStructureProblem(root: SyntaxNode, imported: ReadonlySet<string>): PolicyProblem | null {
  for (const statement of root.namedChildren) {
    const problem = topLevelProblem(statement);
    if (problem) return problem;
  }
  let problem: PolicyProblem | null = null;
  walk(root, (node) => {
    problem ??= skipProblem(node) ?? fixtureProblem(node) ?? globalStateProblem(node, imported);
    return problem === null;
  });
  return problem;
}

function topLevelProblem(statement: SyntaxNode): PolicyProblem | null {
  if (statement.type === 'comment') return null;
  const definition = definitionOf(statement);
  if (definition) return definitionProblem(definition);
  const assignment = statement.type === 'expression_statement' ? statement.namedChildren[0] : null;
  if (assignment?.type === 'assignment') return constantProblem(assignment);
  return {
    code: 'statement-not-allowed',
    reason: `${quoteLine(statement)}: only constants, fixtures, helpers and tests may stand at the top level`,
  };
}

function definitionProblem({ name, node, outer }: Definition): PolicyProblem | null {
  if (node.type !== 'function_definition' || !HOOKS.test(name)) return null;
  return {
    code: 'statement-not-allowed',
    reason: `${quoteLine(outer)}: ${name} would act on every test of the file`,
  };
}

function constantProblem(assignment: SyntaxNode): PolicyProblem | null {
  const left = assignment.childForFieldName('left')!;
  const refuse = (reason: string): PolicyProblem => ({
    code: 'statement-not-allowed',
    reason: `${quoteLine(assignment)}: ${reason}`,
  });
  if (left.type !== 'identifier') return refuse('only a plain name may be assigned at the top level');
  if (/^(pytest_plugins|collect_ignore.*|__\w+__)$/.test(left.text)) {
    return refuse(`${left.text} changes how tests are collected`);
  }
  let foreign: string | null = null;
  walk(assignment, (node) => {
    if (node.type === 'lambda') return false;
    if (node.type !== 'call') return;
    const callee = node.childForFieldName('function')!;
    const name = dottedName(callee);
    const isValue = name !== null && (VALUE_CALLS.has(name) || name.startsWith('pytest.mark.'));
    if (!isValue && !isMethodOfLiteral(callee)) foreign ??= callee.text;
  });
  return foreign === null ? null : refuse(`${foreign}() would run while tests are collected; use a fixture`);
}

/** `"a,b".split(",")` and the like. */
function isMethodOfLiteral(callee: SyntaxNode): boolean {
  const object = callee.type === 'attribute' ? callee.childForFieldName('object')! : null;
  return object !== null && ['string', 'list', 'dictionary', 'tuple'].includes(object.type);
}

function skipProblem(node: SyntaxNode): PolicyProblem | null {
  if (node.type !== 'decorator' && node.type !== 'call') return null;
  const target = node.type === 'decorator' ? node.namedChildren[0]! : node.childForFieldName('function')!;
  const name = dottedName(target) ?? '';
  if (SKIPS.test(name) || name === 'pytest.exit') {
    return {
      code: 'skip-not-allowed',
      reason: `${quoteLine(node)}: a test that is skipped or may fail proves nothing`,
    };
  }
  const marks = node.type === 'call' && name === 'pytest.param' ? node.text : '';
  return /\bmark\s*\.\s*(skip|skipif|xfail)\b/.test(marks)
    ? {
        code: 'skip-not-allowed',
        reason: `${quoteLine(node)}: a case that is skipped or may fail proves nothing`,
      }
    : null;
}

function fixtureProblem(node: SyntaxNode): PolicyProblem | null {
  if (node.type !== 'decorator') return null;
  const call = node.namedChildren[0];
  if (call?.type !== 'call' || !/(^|\.)fixture$/.test(dottedName(call.childForFieldName('function')!) ?? ''))
    return null;
  const inClass = node.parent?.parent?.type === 'block';
  const text = call.childForFieldName('arguments')?.text ?? '';
  if (!/\bautouse\s*=\s*(?!False\b)/.test(text)) return null;
  const isWide = /\bscope\s*=/.test(text) && !/\bscope\s*=\s*(['"])(function|class)\1/.test(text);
  return inClass && !isWide
    ? null
    : {
        code: 'statement-not-allowed',
        reason: `${quoteLine(node)}: an autouse fixture here would act on every test of the file`,
      };
}

/** Assigning to an attribute or item of something imported changes it for all other tests. */
function globalStateProblem(node: SyntaxNode, imported: ReadonlySet<string>): PolicyProblem | null {
  if (node.type !== 'assignment' && node.type !== 'augmented_assignment' && node.type !== 'delete_statement')
    return null;
  const changed = node.type === 'delete_statement' ? node.namedChildren[0] : node.childForFieldName('left');
  const targets =
    changed?.type === 'pattern_list' || changed?.type === 'expression_list'
      ? changed.namedChildren
      : [changed];
  for (const target of targets) {
    if (target?.type !== 'attribute' && target?.type !== 'subscript') continue;
    const owner = storageOwner(target);
    if (owner && imported.has(owner)) {
      return {
        code: 'global-state',
        reason: `${quoteLine(node)}: this stays changed for other tests; use monkeypatch`,
      };
    }
  }
  return null;
}

/** The name whose object is changed; nothing when a call stands between, which returns an object of its own. */
function storageOwner(target: SyntaxNode): string | null {
  let hasCall = false;
  walk(target, (node) => {
    if (node.type === 'call') hasCall = true;
  });
  return hasCall ? null : leftmostName(target);
}

/** Names of the module-level definitions that are not tests: fixtures, helpers, fakes, constants. */
export function supportNames(root: SyntaxNode): string[] {
  return root.namedChildren.map(supportName).filter((name) => name !== null);
}

/** The name that a module-level statement gives to something that is not a test, or null. */
export function supportName(statement: SyntaxNode): string | null {
  const definition = definitionOf(statement);
  if (definition) {
    const isTest =
      definition.node.type === 'class_definition'
        ? isTestClass(definition.node)
        : definition.name.startsWith('test');
    return isTest ? null : definition.name;
  }
  const assignment = statement.type === 'expression_statement' ? statement.namedChildren[0] : undefined;
  const left = assignment?.childForFieldName('left');
  return left?.type === 'identifier' ? left.text : null;
}
