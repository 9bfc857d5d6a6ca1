import type { Value } from '../builtin/python-values.ts';
import { type BoundCall, bindCall } from '../contract/bind-call.ts';
import { describeExpected, type Expectation, type ExpectedBehaviour } from '../contract/expectation.ts';
import { equalValues, readWrittenValue } from '../contract/literal-values.ts';
import { readExpectations } from '../contract/read-expectations.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import type { Failure } from './ci-report.ts';
import { firstLine } from './describe-failure.ts';
import type { TestEvidence } from './verdict.ts';

/** What a catch shows: one call, what it did before the change, and what it does now. Null where it cannot be read. */
export interface Behaviour {
  /** `line_total(3, 2)`. */
  input: string | null;
  before: string | null;
  after: string | null;
  call: BoundCall | null;
  /** The same two as values, for comparing with other sources. */
  expected: ExpectedBehaviour | null;
  seen: ExpectedBehaviour | null;
  /** It expected an exception, and none came. */
  raisesNothing: boolean;
}

const MAX_SHOWN = 300;

/**
 * Reads the behaviour before and after from the failing assertion and the test's code. `before` is what the test
 * expects, because it passed on base; `after` is what pytest or unittest saw on head.
 */
export function readBehaviour(
  parser: PythonParser,
  suggestion: Pick<Suggestion, 'imports' | 'code' | 'path'>,
  evidence: TestEvidence,
  target: Target | null,
): Behaviour {
  const { failure } = evidence;
  if (!failure) return UNKNOWN;
  const told = readMessage(parser, failure, target);
  const expectation = target && findExpectation(parser, suggestion, evidence, target);
  if (!expectation) return describeTold(told);
  const seen = chooseSeen(expectation.expected, failure, told);
  return {
    input: expectation.call.text.slice(0, MAX_SHOWN),
    before: describeExpected(expectation.expected).slice(0, MAX_SHOWN),
    after: seen.text?.slice(0, MAX_SHOWN) ?? null,
    call: expectation.call,
    expected: expectation.expected,
    seen: seen.behaviour,
    raisesNothing: told.raisesNothing,
  };
}

const UNKNOWN: Behaviour = {
  input: null,
  before: null,
  after: null,
  call: null,
  expected: null,
  seen: null,
  raisesNothing: false,
};

/** The one expectation of the failing test that failed: matched by the line that the traceback marks. */
function findExpectation(
  parser: PythonParser,
  suggestion: Pick<Suggestion, 'imports' | 'code' | 'path'>,
  evidence: TestEvidence,
  target: Target,
): Expectation | null {
  const file = { path: suggestion.path, text: `${suggestion.imports.join('\n')}\n\n${suggestion.code}` };
  const [, name = '', rowId = null] =
    /::([^[]*)(?:\[(.*)\])?$/s.exec(evidence.nodeid.slice(evidence.nodeid.indexOf('::'))) ?? [];
  const own = readExpectations(parser, target, file).filter(
    (one) => one.test === name && (rowId === null || one.rowId === rowId),
  );
  const marked = /^>\s+(\S.*)$/m.exec(evidence.failure?.traceback ?? '')?.[1]?.trim();
  // Without a marked line it can only be said which assertion failed where there is one.
  const assertions = suggestion.code.match(/\bassert|raises\(/g)?.length ?? 0;
  const found = marked ? own.filter(({ lines }) => lines.includes(marked)) : assertions === 1 ? own : [];
  return found.length === 1 ? found[0]! : null;
}

/** What the failure's own text says. */
interface Told {
  /** The call as pytest shows it, with the values that names had. */
  call: BoundCall | null;
  callText: string | null;
  /** What that call returned. */
  result: string | null;
  left: string | null;
  right: string | null;
  raisesNothing: boolean;
  value: (text: string) => Value | null;
}

function readMessage(parser: PythonParser, failure: Failure, target: Target | null): Told {
  const value = (text: string): Value | null =>
    parser.withTree(text, (root) => {
      const node = onlyExpression(root);
      return node && readWrittenValue(node);
    });
  const told: Told = {
    call: null,
    callText: null,
    result: null,
    left: null,
    right: null,
    raisesNothing: /^DID NOT RAISE|^\S+ not raised\b/.test(failure.message),
    value,
  };
  if (target) Object.assign(told, readWhere(parser, failure.message, target));
  const line = failure.message.split('\n').find((one) => /^(AssertionError: )?assert /.test(one));
  const rewritten = line?.replace(/^AssertionError: /, '').replace(/ ± \S+$/, '');
  const unittest = /^(.+) != (.+)$/.exec(firstLine(failure.message));
  if (rewritten) return { ...told, ...readRewritten(parser, rewritten) };
  if (unittest) return { ...told, left: unittest[1]!, right: unittest[2]! };
  const single = /^(.+) is not (?:true|false|None)(?: :|$)/.exec(firstLine(failure.message));
  if (single) return { ...told, left: single[1]! };
  return /^unexpectedly None/.test(failure.message) ? { ...told, left: 'None' } : told;
}

/** `+  where 5 = line_total(3, 2)`. */
function readWhere(
  parser: PythonParser,
  message: string,
  target: Target,
): Pick<Told, 'call' | 'callText' | 'result'> | null {
  const name = target.qualname.split('.').at(-1)!;
  for (const match of message.matchAll(/^\s*\+\s+where (.+?) = (.+)$/gm)) {
    const text = match[2]!.replace(new RegExp(`^<function [\\w.]*\\b${name} at 0x[0-9a-f]+>`), name);
    if (!text.startsWith(`${name}(`)) continue;
    const call = parser.withTree(text, (root) => {
      const node = onlyExpression(root);
      return node
        ? bindCall(parser, target, node, {
            path: target.path,
            imports: [],
            resolve: () => null,
            makerOf: () => null,
          })
        : null;
    });
    return { call, callText: text, result: match[1]! };
  }
  return null;
}

/** The two sides of `assert 5 == 6`, or the one of `assert not 5`. */
function readRewritten(parser: PythonParser, line: string): Pick<Told, 'left' | 'right'> {
  return parser.withTree(line, (root) => {
    const condition = root.hasError ? null : root.namedChild(0)?.namedChild(0);
    if (!condition) return { left: null, right: null };
    if (condition.type === 'comparison_operator') {
      const operators = condition.childrenForFieldName('operators').map(({ type }) => type);
      // Of `assert 5 > 6`, neither side is what was expected.
      return condition.namedChildCount === 2 && /^(==|is)$/.test(operators.join(' '))
        ? { left: condition.namedChild(0)!.text, right: condition.namedChild(1)!.text }
        : { left: null, right: null };
    }
    if (condition.type === 'not_operator')
      return { left: condition.childForFieldName('argument')!.text, right: null };
    return { left: condition.text, right: null };
  });
}

/** What the call did on head: raised, or returned the side that is not what was expected. */
function chooseSeen(
  expected: ExpectedBehaviour,
  failure: Failure,
  told: Told,
): { text: string | null; behaviour: ExpectedBehaviour | null } {
  if (told.raisesNothing) return { text: 'raises nothing', behaviour: null };
  const isAssertion = /^(AssertionError|Failed)$/.test(failure.type);
  if (!isAssertion) {
    const name = failure.type.split('.').at(-1)!;
    const message = firstLine(failure.message);
    return {
      text: message ? `raises ${name}: ${message}` : `raises ${name}`,
      behaviour: { kind: 'raises', exceptions: [name] },
    };
  }
  const text = told.result ?? chooseSide(expected, told);
  const value = text === null ? null : told.value(text);
  return { text, behaviour: value && { kind: 'value', value, isApproximate: false } };
}

function chooseSide(expected: ExpectedBehaviour, { left, right, value }: Told): string | null {
  if (left === null || right === null) return left;
  if (expected.kind !== 'value') return left;
  const isExpected = (text: string): boolean => {
    const read = value(text);
    return read !== null && equalValues(read, expected.value, 1e-6) === true;
  };
  if (isExpected(right)) return left;
  return isExpected(left) ? right : null;
}

/** Without the test's own words, what pytest shows of call, result and the other side of the comparison. */
function describeTold({ call, callText, result, left, right, value }: Told): Behaviour {
  if (result === null) return UNKNOWN;
  const other = left === result ? right : right === result ? left : null;
  const written = (text: string | null): ExpectedBehaviour | null => {
    const read = text === null ? null : value(text);
    return read && { kind: 'value', value: read, isApproximate: false };
  };
  // Unless it is a value, the other side may be anything that the assertion compares with.
  const expected = written(other);
  return {
    input: callText?.slice(0, MAX_SHOWN) ?? null,
    before: expected ? other!.slice(0, MAX_SHOWN) : null,
    after: result.slice(0, MAX_SHOWN),
    call,
    expected,
    seen: written(result),
    raisesNothing: false,
  };
}

function onlyExpression(root: SyntaxNode): SyntaxNode | null {
  const statement = root.namedChildCount === 1 && !root.hasError ? root.namedChild(0)! : null;
  return statement?.type === 'expression_statement' && statement.namedChildCount === 1
    ? statement.namedChild(0)
    : null;
}
