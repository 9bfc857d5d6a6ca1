import type { ChangeSet, Skipped } from '../change-set/change-set.ts';
import { type Definition, findDefinitions } from '../python/definitions.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Parameter, Target } from '../python/target.ts';
import { nestsTooDeep } from '../suggestions/syntax-depth.ts';
import { type Assignment, valueAt } from './arguments.ts';
import { type ChosenInput, chooseInputs } from './choose-inputs.ts';
import { readDocstringTypes } from './docstring-types.ts';
import { findOwnFunctions, findReasonNotToAttempt } from './eligibility.ts';
import { type Examples, findExamples } from './find-examples.ts';
import { readFunction } from './function-reader.ts';
import { buildInputSpace, type InputSpace } from './input-space.ts';
import { readLiteral } from './literals.ts';
import { type ModuleFacts, type ReadModule, readModuleFacts } from './module-facts.ts';
import type { Probe } from './probe.ts';
import { renderValue, type Value } from './python-values.ts';
import type { Shape } from './shapes.ts';

const MAX_PROBES_PER_TARGET = 40;
/** A probe takes milliseconds; the suites of the same round take far longer. */
const MAX_PROBES = 400;
/** Larger arguments are no reading for people. */
const MAX_EXPRESSION = 400;

type Draft = Omit<Probe, 'id'>;

/**
 * Calls whose behaviour CI shall observe, derived from signatures, defaults and conditions, and what is not attempted
 * with the reason. The order of targets decides who keeps probes when there are too many. `texts` holds further files
 * of the project at head by path; constants and Enum classes are looked up in them.
 */
export function buildProbes(request: {
  parser: PythonParser;
  targets: readonly Target[];
  changeSet: ChangeSet;
  texts?: ReadonlyMap<string, string>;
}): { probes: Probe[]; notAttempted: Skipped[] } {
  const { parser, targets, changeSet } = request;
  const texts = new Map(request.texts);
  for (const file of changeSet.files) if (file.headText !== null) texts.set(file.path, file.headText);
  const examples = findExamples(parser, targets, texts);
  const notAttempted: Skipped[] = [];
  const drafts: Draft[][] = [];
  const results = new Map<string, Draft[] | string>();
  for (const path of new Set(targets.map((target) => target.path))) {
    const own = targets.filter((target) => target.path === path);
    for (const [id, result] of attemptFile(parser, own, texts, examples)) results.set(id, result);
  }
  for (const target of targets) {
    const result = results.get(target.id) ?? 'its source could not be read';
    if (typeof result === 'string') notAttempted.push({ what: target.id, reason: result });
    else {
      if (result.length > MAX_PROBES_PER_TARGET) {
        const more = result.length - MAX_PROBES_PER_TARGET;
        notAttempted.push({
          what: target.id,
          reason: `${count(more, 'further input')} left out; ${MAX_PROBES_PER_TARGET} are tried`,
        });
      }
      drafts.push(result.slice(0, MAX_PROBES_PER_TARGET));
    }
  }
  const { kept, dropped } = share(drafts);
  if (dropped > 0) {
    notAttempted.push({
      what: 'built-in engine',
      reason: `${count(dropped, 'input')} left out; one round tries at most ${MAX_PROBES}`,
    });
  }
  return { probes: kept.map((draft, index) => ({ id: `p${index + 1}`, ...draft })), notAttempted };
}

function count(n: number, noun: string): string {
  return n === 1 ? `1 ${noun} was` : `${n} ${noun}s were`;
}

/** The largest equal number of probes per target that fits into one round. */
function share(drafts: Draft[][]): { kept: Draft[]; dropped: number } {
  const total = (limit: number): number =>
    drafts.reduce((sum, list) => sum + Math.min(list.length, limit), 0);
  let limit = MAX_PROBES_PER_TARGET;
  while (limit > 1 && total(limit) > MAX_PROBES) limit--;
  const kept = drafts.flatMap((list) => list.slice(0, limit)).slice(0, MAX_PROBES);
  return { kept, dropped: total(MAX_PROBES_PER_TARGET) - kept.length };
}

function attemptFile(
  parser: PythonParser,
  targets: readonly Target[],
  texts: ReadonlyMap<string, string>,
  examples: ReadonlyMap<string, Examples>,
): Map<string, Draft[] | string> {
  const { path, module } = targets[0]!;
  const text = texts.get(path);
  if (text === undefined) return new Map();
  return parser.withTree(text, (root) => {
    if (nestsTooDeep(root)) return new Map(targets.map((target) => [target.id, 'its file nests too deep']));
    const definitions = findDefinitions(root);
    const functions = new Map(
      definitions.filter((one) => one.kind === 'function' && !one.owner).map((one) => [one.name, one.node]),
    );
    const place = { module, isPackage: path.endsWith('/__init__.py') };
    const readModule = moduleReader(parser, texts);
    const facts = readModuleFacts(parser, root, place, readModule);
    const isOwnFunction = findOwnFunctions(root, module, functions, (other) => readModule(other) !== null);
    return new Map(
      targets.map((target): [string, Draft[] | string] => {
        const node = nodeOf(target, definitions);
        const reason = findReasonNotToAttempt(target, node, { functions, isOwnFunction });
        const known = examples.get(target.id) ?? new Map();
        return [target.id, reason ?? attempt(parser, target, node!, { functions, facts, examples: known })];
      }),
    );
  });
}

function nodeOf(target: Target, definitions: readonly Definition[]): SyntaxNode | null {
  const same = definitions.filter((one) => one.kind === 'function' && one.qualname === target.qualname);
  return (same.find((one) => one.startLine === target.startLine) ?? same.at(-1))?.node ?? null;
}

function attempt(
  parser: PythonParser,
  target: Target,
  node: SyntaxNode,
  {
    functions,
    facts,
    examples,
  }: { functions: ReadonlyMap<string, SyntaxNode>; facts: ModuleFacts; examples: Examples },
): Draft[] | string {
  const all = target.kind === 'class-method' ? target.parameters.slice(1) : target.parameters;
  const parameters = all.filter(({ kind }) => kind !== 'var-positional' && kind !== 'var-keyword');
  const reading = readFunction(
    node,
    parameters.map(({ name }) => name),
    { functions, resolve: facts.resolve },
  );
  const readDefault = (text: string): Value | null =>
    parser.withTree(text, (root) => {
      const expression = root.namedChild(0)?.namedChild(0);
      return expression ? readLiteral(expression, facts.resolve) : null;
    });
  const types = readDocstringTypes(
    target.docstring,
    parameters.map(({ name }) => name),
  );
  const space = buildInputSpace(parser, parameters, reading, facts, readDefault, { types, examples });
  const problem = parameters
    .map((parameter) => parameterProblem(space, parameter))
    .find((one) => one !== null);
  if (problem) return problem;
  return uniqueDrafts(chooseInputs(space).flatMap((input) => draftCall(target, space, input) ?? []));
}

/** Why values for a parameter cannot be built; a parameter with a default can be left out instead. */
function parameterProblem(space: InputSpace, parameter: Parameter): string | null {
  if (parameter.default !== null) return null;
  const shape = space.shapeAt(parameter.name);
  if (valueAt(space, parameter.name, new Map()) && !findObject(shape)) return null;
  const name = findObject(shape);
  if (name) return `it needs an object of type ${name}`;
  return `nothing in its source says what \`${parameter.name}\` is`;
}

function findObject(shape: Shape): string | null {
  if (shape.kind === 'object') return shape.name;
  if ('item' in shape) return findObject(shape.item);
  if (shape.kind === 'tuple') return shape.items.map(findObject).find((one) => one !== null) ?? null;
  if (shape.kind === 'dict') return findObject(shape.key) ?? findObject(shape.value);
  if (shape.kind !== 'union') return null;
  const objects = shape.options.filter(({ kind }) => kind !== 'none').map(findObject);
  return objects.every((one) => one !== null) ? (objects[0] ?? null) : null;
}

function draftCall(target: Target, space: InputSpace, input: ChosenInput): Draft | null {
  const positional: Value[] = [];
  const keywords: [string, Value][] = [];
  let isAfterGap = false;
  for (const parameter of space.parameters) {
    if (parameter.default !== null && !isChosen(parameter.name, input.assignment)) {
      isAfterGap = true;
      continue;
    }
    const value = valueAt(space, parameter.name, input.assignment);
    if (!value) return null;
    if (parameter.kind !== 'keyword-only' && !isAfterGap) positional.push(value);
    else if (parameter.kind === 'positional-only') return null;
    else keywords.push([parameter.name, value]);
  }
  const draft: Draft = {
    module: target.module,
    qualname: target.qualname,
    arguments: positional.map(renderValue),
    keywords: Object.fromEntries(keywords.map(([name, value]) => [name, renderValue(value)])),
    targetId: target.id,
    why: input.why,
    boundary: input.boundary,
  };
  const size = [...draft.arguments, ...Object.values(draft.keywords)].reduce(
    (sum, one) => sum + one.expression.length,
    0,
  );
  return size > MAX_EXPRESSION ? null : draft;
}

function isChosen(name: string, assignment: Assignment): boolean {
  return [...assignment.keys()].some(
    (place) => place === name || place.startsWith(`${name}[`) || place.startsWith(`${name}.`),
  );
}

/** The same call once; a reason that names a boundary is worth more than another. */
function uniqueDrafts(drafts: Draft[]): Draft[] {
  const byCall = new Map<string, Draft>();
  for (const draft of drafts) {
    const key = JSON.stringify([draft.arguments, draft.keywords]);
    const known = byCall.get(key);
    if (!known) byCall.set(key, draft);
    else if (known.boundary === null && draft.boundary !== null)
      byCall.set(key, { ...known, why: draft.why, boundary: draft.boundary });
  }
  return [...byCall.values()];
}

/** Finds a module's text by its dotted name among the known files. */
function moduleReader(parser: PythonParser, texts: ReadonlyMap<string, string>): ReadModule {
  return (module) => {
    const file = module.replaceAll('.', '/');
    const endings = [`${file}.py`, `${file}/__init__.py`];
    for (const [path, text] of texts) {
      if (!endings.some((ending) => path === ending || path.endsWith(`/${ending}`))) continue;
      return parser.withTree(text, (root) => nestsTooDeep(root)) ? null : text;
    }
    return null;
  };
}
