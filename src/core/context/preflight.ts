import { describeDjango } from '../django/describe-django.ts';
import { describeFastApi } from '../fastapi/describe-fastapi.ts';
import type { ProjectIndex, SymbolRef } from '../index/project-index.ts';
import type { PythonParser } from '../python/parser.ts';
import { CHARACTERS_PER_TOKEN, estimateTokens } from './estimate-tokens.ts';

/** What stands before the context in a prompt. */
export interface Preflight {
  /** Empty for a project without a framework that is known. */
  text: string;
  /** Estimated. */
  tokens: number;
  /** The context behind it. */
  before(context: string): string;
}

const MAX_TOKENS = 1_000;
/** A line that a repository makes long is cut. */
const MAX_LINE = 400;

/** What frameworks make of these targets, from syntax alone: at most about 1,000 tokens. */
export function describePreflight(request: {
  parser: PythonParser;
  index: ProjectIndex;
  texts: ReadonlyMap<string, string>;
  targets: readonly SymbolRef[];
}): Preflight {
  const text = fitLines([...describeDjango(request), ...describeFastApi(request)]);
  return {
    text,
    tokens: estimateTokens(text),
    before: (context) => [text, context].filter(Boolean).join('\n\n'),
  };
}

/** Whole lines within the limit. */
function fitLines(lines: readonly string[]): string {
  const kept: string[] = [];
  let left = MAX_TOKENS * CHARACTERS_PER_TOKEN;
  for (const line of lines) {
    const cut = line.replace(/\s+/g, ' ').slice(0, MAX_LINE);
    if (cut.length + 1 > left) break;
    left -= cut.length + 1;
    kept.push(cut);
  }
  return kept.join('\n');
}
