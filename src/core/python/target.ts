/** One parameter of a Python callable, as written. */
export interface Parameter {
  name: string;
  kind: 'positional-only' | 'positional-or-keyword' | 'var-positional' | 'keyword-only' | 'var-keyword';
  annotation: string | null;
  /** Source text of the default; null when there is none. */
  default: string | null;
}

/**
 * Something that the change touches and a test may exercise.
 * `id` is `path::qualname`, unique within a change set and stable across pushes.
 */
export interface Target {
  id: string;
  path: string;
  /** Dotted module under which tests import the file, e.g. `shop.pricing` (a `src/` root is left out). */
  module: string;
  qualname: string;
  kind: 'function' | 'method' | 'static-method' | 'class-method' | 'property' | 'class';
  className: string | null;
  isAsync: boolean;
  decorators: string[];
  parameters: Parameter[];
  returns: string | null;
  docstring: string | null;
  /** First line (of the decorators, if any) and last line at head, 1-based, inclusive. */
  startLine: number;
  endLine: number;
  /** Source at head, as it stands in the file. */
  source: string;
  /** The changed lines inside the target. */
  changedLines: number[];
  /** Higher is more worth testing; `reasons` says why. */
  score: number;
  reasons: string[];
}
