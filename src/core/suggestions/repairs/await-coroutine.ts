import type { SyntaxNode } from '../../python/parser.ts';
import { dottedName } from '../syntax.ts';
import type { Broken, Mended } from './repair-rule.ts';

/** Calls of a coroutine function that nothing awaited: awaited in an async test, run by asyncio in a plain one. */
export function awaitCoroutine({ parser, suggestion, diagnosis }: Broken): Mended | null {
  const name = diagnosis.cause === 'syntax' ? (diagnosis.subject?.split('.').at(-1) ?? null) : null;
  if (name === null || !diagnosis.explanation.includes('coroutine')) return null;
  const edits = parser.withTree(suggestion.code, (root) =>
    root
      .descendantsOfType('call')
      .filter((call) => lastPart(call) === name && call.parent?.type !== 'await' && !isRun(call))
      .map((call) => ({ at: call.startIndex, until: call.endIndex, isAsync: isInAsync(call) })),
  );
  // One call inside another would need edits inside edits; nobody writes that by accident.
  if (
    edits.length === 0 ||
    edits.some((one) => edits.some((two) => two.at < one.at && one.until < two.until))
  )
    return null;
  const code = edits
    .sort((a, b) => b.at - a.at)
    .reduce((text, { at, until, isAsync }) => {
      const call = text.slice(at, until);
      return text.slice(0, at) + (isAsync ? `(await ${call})` : `asyncio.run(${call})`) + text.slice(until);
    }, suggestion.code);
  const needsAsyncio = edits.some(({ isAsync }) => !isAsync);
  return {
    imports: needsAsyncio ? [...suggestion.imports, 'import asyncio'] : suggestion.imports,
    code,
    what: `runs the coroutine that ${name} returns`,
  };
}

function lastPart(call: SyntaxNode): string | null {
  const callee = call.childForFieldName('function')!;
  if (callee.type === 'attribute') return callee.childForFieldName('attribute')!.text;
  return callee.type === 'identifier' ? callee.text : null;
}

function isRun(call: SyntaxNode): boolean {
  const outer = call.parent?.type === 'argument_list' ? call.parent.parent : null;
  return outer?.type === 'call' && dottedName(outer.childForFieldName('function')!) === 'asyncio.run';
}

function isInAsync(node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.type === 'function_definition') return /^async\b/.test(at.text);
  }
  return false;
}
