import type { ReplyKind } from '../suggestions/reply-schema.ts';
import type { ModelClass, ModelStrength, TargetClass } from './model-class.ts';

/** Which model a class is asked of, unless the repository says otherwise: the field manual's guide for choosing models. */
const STRENGTHS: Record<ModelClass, ModelStrength> = {
  security: 'strong',
  'business-logic': 'strong',
  legacy: 'strong',
  boilerplate: 'fast',
  analysis: 'strong',
  rewriting: 'fast',
};

/** Tasks with a class of their own; the others have that of the targets they are about. */
const CLASS_OF_TASK: Record<ReplyKind, ModelClass | 'targets'> = {
  'suggest-tests': 'targets',
  'edge-cases': 'targets',
  'cover-lines': 'targets',
  'repair-test': 'targets',
  // Who is at fault, and what a report means: one wrong word costs a person's time.
  'assess-catch': 'analysis',
  'fix-failing-test': 'analysis',
  'plan-reproduction': 'analysis',
  'write-passing-test': 'analysis',
  'validate-reproduction': 'analysis',
  // Assertions of a test that is shown, turned around; CI tells at once whether it was done right.
  'flip-test': 'rewriting',
};

/** What a repository wishes, by the keys of its settings in camel case. */
export type ModelWishes = { [K in ModelClass as CamelCase<K>]?: ModelStrength | undefined };
type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Tail>}` : S;

/**
 * Which model a question is put to. One question about several targets needs the strongest of what they need; one about
 * targets of which nothing is known goes to the strong model.
 */
export function chooseStrength(
  task: ReplyKind,
  targets: readonly TargetClass[],
  wishes: ModelWishes = {},
): ModelStrength {
  const own = CLASS_OF_TASK[task];
  const classes = own === 'targets' ? targets : [own];
  if (classes.length === 0) return 'strong';
  return classes.some((one) => (wishes[keyOf(one)] ?? STRENGTHS[one]) === 'strong') ? 'strong' : 'fast';
}

function keyOf(one: ModelClass): keyof ModelWishes {
  return one === 'business-logic' ? 'businessLogic' : one;
}
