import type { SyntaxNode } from '../../python/parser.ts';
import { dottedName, leftmostName, walk } from '../../suggestions/syntax.ts';
import { holdsExpectation } from '../expectations.ts';
import { calleeName, nodesOf, statementsOf } from '../nodes.ts';
import type { SmellRule } from '../smell.ts';
import { isBenchmark, type TestInModule, type TestModule } from '../test-module.ts';

/** Decorators that change nothing about what a test checks. */
const PLAIN_DECORATORS =
  /^(pytest\.mark\.(parametrize|django_db|asyncio|anyio|slow|integration|unit|usefixtures|skipif|trio|tornado|flaky|xdist_group|serial|db)|(mock\.|unittest\.mock\.)?patch(\.\w+)?|(unittest\.)?skip(If|Unless)|override_settings|modify_settings|tag|staticmethod|classmethod|async_test|gen_test|parameterized\.expand|freeze_time|responses\.activate|requires\w*)\b/;
/** Fixtures whose methods set things up or act, and assert nothing. */
const ACTING_FIXTURES = new Set(
  'client admin_client async_client rf api_client tmp_path tmpdir monkeypatch mocker settings caplog capsys capfd db self cls'.split(
    ' ',
  ),
);
/** Words by which people say that a test is about nothing going wrong, in its name, docstring or comments. */
const SAYS_SO =
  /no_?op|smoke|crash|rais|error|exception|fail|warn|without|does_?n.?t|doesn|do_not|does_not|should_?n.?t|must_not|is_not|not_|never|ignor|silent|nothing|work|run|ok(ay)?\b|_ok|valid|accept|allow|can_|_can|able|sanity|fuzz|stress|thread|concurren|recurs|close|cleanup|shutdown|reus|possib|support|success|import|load|pickl|regress|issue|bug|gh_?\d|compat|leak|deadlock|hang|timeout|break|safe|graceful|pass|no exception|coverage|exist|idempot|nop|complet|example|demo|doc|benchmark|perf|speed|init|construct|creat|instanti|setup|repr|str\b/i;
/** Places whose functions may assert on a test's behalf. */
const HELPING =
  /(^|[._])(tests?|testing|helpers?|utils?|common|support|conftest|fixtures?|asserts?|assertions?|checks?|base|mixins?|cases?)([._]|$)/i;

/** A test that calls code and looks at nothing. */
export const noAssertion: SmellRule = {
  id: 'no-assertion',
  title: 'This test checks nothing',
  sees: 'a test that calls code and asserts nothing, nor calls anything that may assert',
  leaves:
    'the counterpart of a test that expects an exception from the same call; helpers and fixtures that are called, methods of a base class, context managers, hypothesis, tests that say they are about nothing going wrong (`…_does_not_raise`, “smoke”)',
  severity: 2,
  find(test, module) {
    const statements = statementsOf(test.body);
    const line = test.node.startPosition.row + 1;
    const place = { firstLine: line, lastLine: line, replacement: null };
    if (isBenchmark(module.path)) return null;
    if (
      holdsExpectation(test.outer, module.checking) ||
      !test.decorators.every((one) => PLAIN_DECORATORS.test(one))
    )
      return null;
    const isEmpty = statements.every(({ type, text }) => type === 'pass_statement' || text === '...');
    if (isEmpty) {
      return overridesSomething(test)
        ? null
        : {
            ...place,
            message: `\`${test.name}\` is empty, so it passes whatever the code does. Write it, or mark it with \`skip\` and a reason.`,
          };
    }
    if (saysSo(test, module) || mayCheckElsewhere(test, statements, module)) return null;
    if (isCounterpart(test, module)) return null;
    return {
      ...place,
      message: `\`${test.name}\` asserts nothing: it passes as long as nothing is raised. Assert what the code returned or changed; if not raising is the point, say so in the name.`,
    };
  },
};

/** In a class with a base of its own, an empty test may switch off an inherited one. */
function overridesSomething(test: TestInModule): boolean {
  const bases = test.owner?.childForFieldName('superclasses')?.namedChildren ?? [];
  return bases.some(
    ({ text }) =>
      !/^((unittest|test|django\.test)\.)?(Simple|Transaction|IsolatedAsyncio)?TestCase$/.test(text),
  );
}

function saysSo(test: TestInModule, module: TestModule): boolean {
  const comments = module.lines
    .slice(Math.max(0, test.startLine - 2), test.endLine)
    .filter((line) => /#|"""|'''/.test(line));
  const docstring = test.body.namedChild(0);
  const text = docstring?.type === 'expression_statement' ? docstring.text : '';
  return SAYS_SO.test(test.name) || SAYS_SO.test(text) || comments.some((line) => /#/.test(line));
}

/** The other side of a test that expects an exception from the same call: not raising is what it is about. */
function isCounterpart(test: TestInModule, module: TestModule): boolean {
  const called = nodesOf(test.body, 'call').map(calleeName);
  const used = nodesOf(test.body, 'attribute').map((node) => node.childForFieldName('attribute')!.text);
  const names = new Set([...called, ...used].filter((name) => name.length > 2));
  return module.tests.some(
    ({ node, body }) =>
      node.id !== test.node.id &&
      /raises|Raises|warns|Warns/.test(body.text) &&
      nodesOf(body, 'identifier').some(({ text }) => names.has(text)),
  );
}

/** Whether something that the test calls or enters may check what the test does not show. */
function mayCheckElsewhere(
  test: TestInModule,
  statements: readonly SyntaxNode[],
  module: TestModule,
): boolean {
  if (statements.every(({ type }) => /^import/.test(type))) return true;
  const parameters = new Set(
    (test.node.childForFieldName('parameters')?.namedChildren ?? []).map(
      (node) => /^\w+/.exec(node.text)?.[0] ?? '',
    ),
  );
  let may =
    nodesOf(test.body, 'yield').length > 0 ||
    nodesOf(test.body, 'return_statement').some((node) => node.namedChildCount > 0);
  walk(test.body, (node) => {
    if (may) return false;
    if (node.type === 'with_item')
      may =
        !/^\(?(open|mock\.patch|patch|self\.(settings|subTest|modify_settings)|override_settings|tempfile\.\w+|freeze_time)\b/.test(
          node.text,
        );
    // `@benchmark def run(): …`: what a fixture does with a function is not known.
    if (node.type === 'decorator') may = true;
    if (node.type === 'call') may ||= isUnknownHelper(node, parameters, module);
    return !may;
  });
  return may;
}

function isUnknownHelper(call: SyntaxNode, parameters: ReadonlySet<string>, module: TestModule): boolean {
  const callee = call.childForFieldName('function')!;
  const dotted = dottedName(callee);
  const first = leftmostName(callee) ?? '';
  // A method of the test's own class that is not defined here comes from a base class.
  if (dotted !== null && /^(self|cls)\.\w+$/.test(dotted)) return !module.helpers.has(dotted.split('.')[1]!);
  if (dotted !== null && /^super$/.test(first)) return true;
  if (parameters.has(first) && !ACTING_FIXTURES.has(first)) return true;
  if (first === 'self')
    return !/^self\.(client|factory|user|admin|stdout|out|tmp|tmpdir|tempdir|path)\b/.test(dotted ?? '');
  const origin = module.origins.get(first);
  return origin !== undefined && (origin.startsWith('.') || HELPING.test(origin));
}
