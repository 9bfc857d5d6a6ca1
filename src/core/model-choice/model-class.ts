/** What a question is about, as far as the choice of a model goes; the keys of `models` in the repository's settings. */
export const MODEL_CLASSES = [
  'security',
  'business-logic',
  'legacy',
  'boilerplate',
  'analysis',
  'rewriting',
] as const;

export type ModelClass = (typeof MODEL_CLASSES)[number];

/** Which of the operator's two models is asked: the quick and cheap one, or the one that reasons better. */
export type ModelStrength = 'fast' | 'strong';

/** What a target can be; the other classes belong to tasks. */
export type TargetClass = Exclude<ModelClass, 'analysis' | 'rewriting'>;
