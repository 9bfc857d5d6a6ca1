import { findInstalled } from '../../evidence/known-packages.ts';
import { findTests } from '../test-names.ts';
import type { Broken, Mended } from './repair-rule.ts';

/** An async test says which plugin runs it, where one is installed. */
export function markAsync({ parser, suggestion, diagnosis, failure, packages }: Broken): Mended | null {
  if (diagnosis.cause !== 'syntax' || !/async def functions are not natively supported/.test(failure.message))
    return null;
  const mark =
    findInstalled(packages, 'pytest-asyncio') !== null
      ? 'asyncio'
      : findInstalled(packages, 'anyio') !== null
        ? 'anyio'
        : null;
  if (mark === null) return null;
  const places = parser.withTree(suggestion.code, (root, text) =>
    findTests(root)
      .filter(
        ({ node, decorators }) =>
          /^async\b/.test(node.text) && !decorators.some((one) => one.includes(`mark.${mark}`)),
      )
      .map(({ outer }) => ({ at: outer.startIndex, indent: indentAt(text, outer.startIndex) })),
  );
  if (places.length === 0) return null;
  const code = places
    .sort((a, b) => b.at - a.at)
    .reduce(
      (text, { at, indent }) => `${text.slice(0, at)}@pytest.mark.${mark}\n${indent}${text.slice(at)}`,
      suggestion.code,
    );
  return {
    imports: [...suggestion.imports, 'import pytest'],
    code,
    what: `has the mark ${mark}, by which its plugin runs it`,
  };
}

function indentAt(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
}
