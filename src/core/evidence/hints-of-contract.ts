import type { Value } from '../builtin/python-values.ts';
import { allowsNone, fitsType, readAnnotation } from '../contract/annotation.ts';
import { isSameCall } from '../contract/bind-call.ts';
import { readDocstringExamples } from '../contract/docstring-examples.ts';
import { readDocumentedRaises } from '../contract/docstring-raises.ts';
import { readReturnPromises } from '../contract/docstring-returns.ts';
import type { ExpectedBehaviour } from '../contract/expectation.ts';
import { numberOf } from '../contract/literal-values.ts';
import { contradictsBehaviour } from '../contract/same-behaviour.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import type { Hint } from './assessment.ts';
import type { Behaviour } from './behaviour-of-failure.ts';

/** What docstring, annotations and name of the target, as they are on head, say of the call. */
export function findHintsOfContract(parser: PythonParser, target: Target, behaviour: Behaviour): Hint[] {
  return [
    ...hintsOfExamples(parser, target, behaviour),
    ...hintsOfRaises(target, behaviour),
    ...hintsOfReturns(target, behaviour),
    ...hintsOfAnnotation(parser, target, behaviour),
    ...hintsOfName(target, behaviour),
  ];
}

/** The side that a rule fits where it fits one of the two alone. */
function choose(fits: { before: boolean; after: boolean }, reason: string): Hint[] {
  if (fits.before === fits.after) return [];
  return [{ means: fits.before ? 'before' : 'after', reason }];
}

function hintsOfExamples(parser: PythonParser, target: Target, behaviour: Behaviour): Hint[] {
  const { call, expected, seen, raisesNothing } = behaviour;
  if (!call || !expected || (!seen && !raisesNothing)) return [];
  return readDocstringExamples(parser, target)
    .filter((example) => isSameCall(example.call, call))
    .flatMap((example) =>
      choose(
        {
          before: !contradictsBehaviour(example.expected, expected),
          after: seen ? !contradictsBehaviour(example.expected, seen) : example.expected.kind !== 'raises',
        },
        `The docstring of \`${target.qualname}\` shows \`${example.quote}\`.`,
      ),
    );
}

function hintsOfRaises(target: Target, behaviour: Behaviour): Hint[] {
  const { call, expected, seen, raisesNothing } = behaviour;
  if (!call || !target.docstring || !expected || (!seen && !raisesNothing)) return [];
  const raises = (side: ExpectedBehaviour | null, name: string): boolean =>
    side?.kind === 'raises' && side.exceptions.includes(name);
  return readDocumentedRaises(
    target.docstring,
    target.parameters.map(({ name }) => name),
  ).flatMap(({ exception, parameter, holds, quote }) => {
    const value = call.arguments.get(parameter);
    const isMet = value ? holds(value) : null;
    const sides = { before: raises(expected, exception), after: raises(seen, exception) };
    const reason = `The docstring says "${quote}".`;
    if (isMet === true) return choose(sides, reason);
    // It is documented for something else, so here it speaks for the side that does not raise it.
    return isMet === false ? choose({ before: !sides.before, after: !sides.after }, reason) : [];
  });
}

function hintsOfReturns(target: Target, { expected, seen }: Behaviour): Hint[] {
  const [before, after] = [returnedBy(expected), returnedBy(seen)];
  if (!target.docstring || !before || !after) return [];
  return readReturnPromises(target.docstring).flatMap(({ isKept, quote }) =>
    choose({ before: isKept(before), after: isKept(after) }, `The docstring says "${quote}".`),
  );
}

function hintsOfAnnotation(parser: PythonParser, target: Target, behaviour: Behaviour): Hint[] {
  const { expected, seen, call } = behaviour;
  const [before, after] = [returnedBy(expected), returnedBy(seen)];
  if (before && after && target.returns !== null && !/\byield\b/.test(target.source)) {
    const type = readAnnotation(parser, target.returns);
    return choose(
      { before: fitsType(before, type), after: fitsType(after, type) },
      `The signature of \`${target.qualname}\` says \`-> ${target.returns}\`.`,
    );
  }
  const isRefused =
    seen?.kind === 'raises' && seen.exceptions.some((name) => /^(TypeError|AttributeError)$/.test(name));
  if (!isRefused || !call || expected?.kind === 'raises') return [];
  return target.parameters.flatMap(({ name, annotation }) => {
    const isNone = call.arguments.get(name)?.kind === 'none';
    if (!isNone || annotation === null || !allowsNone(readAnnotation(parser, annotation))) return [];
    return [{ means: 'before', reason: `The signature allows None: \`${name}: ${annotation}\`.` }];
  });
}

/** `is_…`, `has_…`, `can_…` and `should_…` answer yes or no; `…_or_none` does not raise. */
function hintsOfName(target: Target, { expected, seen }: Behaviour): Hint[] {
  const name = target.qualname.split('.').at(-1)!;
  const reason = `The name \`${name}\` `;
  const [before, after] = [returnedBy(expected), returnedBy(seen)];
  if (/^_?(is|has|can|should)_/.test(name) && before && after) {
    return choose({ before: isAnswer(before), after: isAnswer(after) }, `${reason}asks for True or False.`);
  }
  if (/_or_none$/.test(name) && expected && seen) {
    return choose(
      { before: expected.kind !== 'raises', after: seen.kind !== 'raises' },
      `${reason}promises None instead of an exception.`,
    );
  }
  return [];
}

function isAnswer(value: Value): boolean {
  const number = numberOf(value);
  return number === 0 || number === 1;
}

function returnedBy(behaviour: ExpectedBehaviour | null): Value | null {
  return behaviour?.kind === 'value' && !behaviour.isApproximate ? behaviour.value : null;
}
