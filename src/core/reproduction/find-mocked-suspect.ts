import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { dottedName, walk } from '../suggestions/syntax.ts';

/** What replaces a name: `monkeypatch.setattr`, `mock.patch`, `patch.object`, `mocker.patch`. */
const REPLACES = /(?:^|\.)(?:setattr|patch|patch\.object|patch\.multiple|patch\.dict|setitem)$/;

/**
 * The suspect that a test replaces, or null: a test that mocks what it accuses shows what the mock does. A name is taken for
 * the suspect's when it is the suspect's own, or its class's.
 */
export function findMockedSuspect(
  parser: PythonParser,
  code: string,
  suspects: readonly Target[],
): string | null {
  const names = new Map(
    suspects.flatMap((one) => one.qualname.split('.').map((part) => [part, one.qualname] as const)),
  );
  return parser.withTree(code, (root) => {
    let found: string | null = null;
    walk(root, (node) => {
      if (node.type === 'call' || node.type === 'decorator') found ??= findReplaced(node, names);
      return found === null;
    });
    return found;
  });
}

function findReplaced(node: SyntaxNode, names: ReadonlyMap<string, string>): string | null {
  const call = node.type === 'decorator' ? node.namedChild(0) : node;
  if (call?.type !== 'call') return null;
  if (!REPLACES.test(dottedName(call.childForFieldName('function')!) ?? '')) return null;
  const given = call.childForFieldName('arguments')?.namedChildren.slice(0, 2) ?? [];
  for (const argument of given) {
    if (argument.type !== 'string') continue;
    const text = argument.namedChildren.find((part) => part.type === 'string_content')?.text ?? '';
    const known = names.get(text.split('.').at(-1)!);
    if (known) return known;
  }
  // `patch.multiple(module, name=…)`
  const keywords = call.childForFieldName('arguments')?.namedChildren ?? [];
  for (const argument of keywords) {
    if (argument.type !== 'keyword_argument') continue;
    const known = names.get(argument.childForFieldName('name')!.text);
    if (known) return known;
  }
  return null;
}
