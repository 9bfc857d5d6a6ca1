import { type Assignment, valueAt } from './arguments.ts';
import { candidatesAt } from './candidates.ts';
import { phrase } from './conditions.ts';
import { aroundLimit, isNumber } from './exact-numbers.ts';
import type { InputSpace } from './input-space.ts';
import { isLength, type Place } from './places.ts';
import type { Value } from './python-values.ts';
import type { Goal, Requirement } from './reading.ts';
import { assign, type Literal, waysTo } from './solve-goal.ts';

/** Values for one call, with the reason in words. */
export interface ChosenInput {
  assignment: Assignment;
  why: string;
  /** Text of the comparison on or beside whose limit the input lies. */
  boundary: string | null;
}

/** Outcomes of conditions, and conditions on the way to one, that are looked at in one function. */
const MAX_GOALS = 120;
const MAX_PATH = 12;

/**
 * Inputs for a function, most telling first: the usual case, each condition of the code once true and once false, the
 * numbers around each limit, then one parameter at a time through the edges of its type.
 */
export function chooseInputs(space: InputSpace): ChosenInput[] {
  const usual: ChosenInput = { assignment: new Map(), why: 'an ordinary call', boundary: null };
  const wanted = space.reading.goals.slice(0, MAX_GOALS).map(nearby);
  const goals = wanted.flatMap((goal) => reach(space, goal));
  const limits = wanted.filter(({ last }) => last.holds).flatMap((goal) => approach(space, goal));
  return [usual, ...goals, ...limits, ...vary(space)];
}

/** The conditions nearest to a goal; those far away on a long way seldom speak of the same values. */
function nearby({ path, last }: Goal): Goal {
  return { path: path.slice(-MAX_PATH), last };
}

/** Inputs that make the goal's condition come out as wanted, in each way it can. */
function reach(space: InputSpace, goal: Goal): ChosenInput[] {
  return waysTo(goal.last).flatMap((literals) => {
    if (literals.length === 0) return [];
    const assignment = onPath(space, goal.path, literals);
    if (!assignment) return [];
    return [{ assignment, why: describe(literals), boundary: null }];
  });
}

/** The literals together with what leads to them; without the way when both cannot be had. */
function onPath(
  space: InputSpace,
  path: readonly Requirement[],
  literals: readonly Literal[],
): Assignment | null {
  let leading: Literal[] = [];
  for (const requirement of path) {
    const way = waysTo(requirement).find((one) => assign(space, [...leading, ...one, ...literals]) !== null);
    if (way) leading = [...leading, ...way];
  }
  return assign(space, [...leading, ...literals]) ?? assign(space, literals);
}

/** The numbers around each limit of a condition, other places as the way there needs them. */
function approach(space: InputSpace, goal: Goal): ChosenInput[] {
  return waysTo(goal.last).flatMap((literals) =>
    literals.flatMap(({ atom }): ChosenInput[] => {
      const limit = limitValue(space, atom.place, atom.test);
      if (!limit) return [];
      const others = literals.filter((one) => one.atom.place !== atom.place);
      const path = goal.path.map((requirement) => ({ ...requirement }));
      return limit.flatMap((value) => {
        const given = new Map([[atom.place, value]]);
        const leading = leadingLiterals(space, path, others, atom.place);
        const assignment = assign(space, [...leading, ...others], given) ?? given;
        const limited = phrase(atom, atom.says);
        return [{ assignment, why: `boundary of ${limited}`, boundary: limited }];
      });
    }),
  );
}

function leadingLiterals(
  space: InputSpace,
  path: readonly Requirement[],
  others: readonly Literal[],
  place: Place,
): Literal[] {
  let leading: Literal[] = [];
  for (const requirement of path) {
    const elsewhere = waysTo(requirement).map((way) => way.filter(({ atom }) => atom.place !== place));
    const way = elsewhere.find((one) => assign(space, [...leading, ...one, ...others]) !== null);
    if (way) leading = [...leading, ...way];
  }
  return leading;
}

function limitValue(space: InputSpace, place: Place, test: Literal['atom']['test']): Value[] | null {
  const limit =
    test.kind === 'compare'
      ? test.value
      : test.kind === 'compare-place'
        ? valueAt(space, test.other, new Map())
        : null;
  if (!limit || !isNumber(limit)) return null;
  const shape = space.shapeAt(place);
  const kinds = (shape.kind === 'union' ? shape.options : [shape]).map(({ kind }) => kind);
  const kind = kinds.find((one) => one === 'int' || one === 'float' || one === 'decimal');
  if (!kind) return null;
  const { below, at, above } = aroundLimit(limit.text, kind);
  return [below, at, above].filter(
    (value): value is Value =>
      value !== null && !(isLength(place) && isNumber(value) && value.text.startsWith('-')),
  );
}

/** One parameter at a time through everything worth trying. */
function vary(space: InputSpace): ChosenInput[] {
  const perParameter = space.parameters.map(({ name }) =>
    candidatesAt(space, name).map(
      ({ value, why, boundary }): ChosenInput => ({
        assignment: new Map([[name, value]]),
        why,
        boundary: boundary ?? null,
      }),
    ),
  );
  // Round by round, so that a cap does not cost the last parameter all of its values.
  const longest = Math.max(0, ...perParameter.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) =>
    perParameter.flatMap((list) => list[index] ?? []),
  ).flat();
}

function describe(literals: readonly Literal[]): string {
  return [...new Set(literals.map(({ atom, holds }) => phrase(atom, holds)))].join(' and ');
}
