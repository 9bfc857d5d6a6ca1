import type { SyntaxNode } from '../python/parser.ts';
import { declaresOtherEncoding } from '../python/source-encoding.ts';
import { isImport } from './imports.ts';
import { type Definition, definitionOf, definitionsIn, firstError, walk } from './syntax.ts';
import { nestsTooDeep } from './syntax-depth.ts';

/** Why tests are not merged into an existing test module. */
export interface Obstacle {
  /** Kebab-case; docs/decisions/2026-11-25-merging-into-test-modules.md explains each. */
  code:
    | 'not-read'
    | 'too-large'
    | 'not-parsed'
    | 'unusual-encoding'
    | 'generated'
    | 'star-import'
    | 'module-wide-effect'
    | 'name-taken'
    | 'import-taken'
    | 'new-finding'
    /** A test that a suggestion rewrites is not there as it was. */
    | 'replaced-test-changed';
  /** Completes "… was not merged into tests/test_x.py, because": a clause without a full stop. */
  reason: string;
}

/** Larger modules are data or generated; nobody adds to them by hand. */
const MAX_CHARACTERS = 200_000;
const MAX_LINES = 2_000;

/** Names at module level that act on every test of the module. */
const HOOKS =
  /^(pytest_\w+|(set[uU]p|tear[dD]own)_?([mM]odule|_function|_method)?|load_tests|__test__|pytest_plugins|collect_ignore\w*)$/;

const GENERATED = /@generated\b|\bdo not edit\b|\b(auto-?|automatically )generated\b/i;

/** Says so when the module is too large to be looked at any closer; before it is parsed. */
export function findSizeObstacle(text: string): Obstacle | null {
  return text.length > MAX_CHARACTERS || text.split('\n').length > MAX_LINES + 1
    ? { code: 'too-large', reason: `it has more than ${MAX_LINES} lines or ${MAX_CHARACTERS} characters` }
    : null;
}

/** What forbids merging anything into the module; null when nothing does. `marks` are those that every test to merge bears. */
export function findModuleObstacle(
  root: SyntaxNode,
  text: string,
  marks: ReadonlySet<string>,
): Obstacle | null {
  if (nestsTooDeep(root) || firstError(root)) return { code: 'not-parsed', reason: 'it does not parse' };
  // A lone carriage return ends a line for Python and not for what places the insertions.
  if (/\r(?!\n)/.test(text) || text.includes('\f')) {
    return { code: 'unusual-encoding', reason: 'its lines end in more than one way' };
  }
  if (declaresOtherEncoding(text)) {
    return { code: 'unusual-encoding', reason: 'it declares an encoding other than UTF-8' };
  }
  if (isGenerated(root)) return { code: 'generated', reason: 'it says that it is generated' };
  return findStarImport(root) ?? findModuleWideEffect(root, marks);
}

/** Looks at the comments before the first statement and at the docstring, where such a notice stands. */
function isGenerated(root: SyntaxNode): boolean {
  for (const node of root.namedChildren.slice(0, 30)) {
    const isDocstring = node.type === 'expression_statement' && node.namedChildren[0]?.type === 'string';
    if (node.type !== 'comment' && !isDocstring) return false;
    if (GENERATED.test(node.text)) return true;
  }
  return false;
}

function findStarImport(root: SyntaxNode): Obstacle | null {
  if (!/import[\s(]*\*/.test(root.text)) return null;
  let found: string | null = null;
  walk(root, (node) => {
    if (isImport(node) && node.namedChildren.some((child) => child.type === 'wildcard_import')) {
      found ??= node.text;
    }
    return found === null && node.type !== 'function_definition';
  });
  return found === null
    ? null
    : { code: 'star-import', reason: `\`${found}\` in it hides which names are taken` };
}

function findModuleWideEffect(root: SyntaxNode, marks: ReadonlySet<string>): Obstacle | null {
  const effect = (what: string): Obstacle => ({
    code: 'module-wide-effect',
    reason: `${what} in it would act on the new test`,
  });
  for (const statement of root.namedChildren) {
    const assigned = assignedName(statement);
    if (assigned === 'pytestmark') {
      const own = marksIn(statement);
      const extra = own.find((mark) => !marks.has(mark));
      if (extra !== undefined || own.length === 0) return effect('`pytestmark`');
    } else if (assigned !== null && HOOKS.test(assigned)) return effect(`\`${assigned}\``);
    if (/^(pytest\.)?(skip|importorskip)\(/.test(statement.text)) return effect('a skip of the whole module');
  }
  for (const definition of definitionsIn(root)) {
    if (definition.node.type === 'function_definition' && HOOKS.test(definition.name)) {
      return effect(`\`${definition.name}\``);
    }
    if (isAutouse(definition)) return effect(`the autouse fixture \`${definition.name}\``);
  }
  return null;
}

/** Whether the definition is a fixture that acts without being asked for. */
export function isAutouse({ decorators }: Definition): boolean {
  return decorators.some(
    (decorator) => /^[\w.]*fixture\b/.test(decorator) && /\bautouse\s*=\s*(?!False\b)/.test(decorator),
  );
}

function assignedName(statement: SyntaxNode): string | null {
  const assignment = statement.type === 'expression_statement' ? statement.namedChildren[0] : null;
  const left = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : null;
  return left?.type === 'identifier' ? left.text : null;
}

function marksIn(statement: SyntaxNode): string[] {
  const value = statement.namedChildren[0]!.childForFieldName('right');
  if (!value) return [];
  const items = ['list', 'tuple'].includes(value.type) ? value.namedChildren : [value];
  return items.filter((item) => item.type !== 'comment').map((item) => item.text);
}

/** Marks that each test function and class of a suggestion bears, as written after the `@`. */
export function commonMarks(root: SyntaxNode): ReadonlySet<string> {
  const tests = root.namedChildren
    .map(definitionOf)
    .filter((found) => found !== null)
    .filter(({ name, node }) => /^(test|Test)/.test(name) || node.type === 'class_definition');
  const [first, ...others] = tests.map(({ decorators }) => decorators);
  return new Set((first ?? []).filter((mark) => others.every((list) => list.includes(mark))));
}
