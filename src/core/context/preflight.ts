import { describeDjango } from '../django/describe-django.ts';
import type { ProjectIndex, SymbolRef } from '../index/project-index.ts';
import type { PythonParser } from '../python/parser.ts';
import { estimateTokens } from './estimate-tokens.ts';

/** What stands before the context in a prompt. */
export interface Preflight {
  /** Empty for a project without a framework that is known. */
  text: string;
  /** Estimated. */
  tokens: number;
  /** The context behind it. */
  before(context: string): string;
}

/** What frameworks make of these targets, from syntax alone: at most about 1,000 tokens. */
export function describePreflight(request: {
  parser: PythonParser;
  index: ProjectIndex;
  texts: ReadonlyMap<string, string>;
  targets: readonly SymbolRef[];
}): Preflight {
  const text = describeDjango(request);
  return {
    text,
    tokens: estimateTokens(text),
    before: (context) => [text, context].filter(Boolean).join('\n\n'),
  };
}
