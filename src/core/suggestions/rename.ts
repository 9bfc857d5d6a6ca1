import type { PythonParser } from '../python/parser.ts';
import { walk } from './syntax.ts';

/** The code with every name that equals `from` written as `to`; attributes and keywords of calls stay. */
export function renameInCode(parser: PythonParser, code: string, from: string, to: string): string {
  const places = parser.withTree(code, (root) => {
    const found: number[] = [];
    walk(root, (node) => {
      if (node.type !== 'identifier' || node.text !== from) return;
      const parent = node.parent;
      if (parent?.type === 'attribute' && !node.equals(parent.childForFieldName('object')!)) return;
      if (parent?.type === 'keyword_argument' && node.equals(parent.childForFieldName('name')!)) return;
      found.push(node.startIndex);
    });
    return found;
  });
  let result = code;
  for (const start of places.reverse()) {
    result = result.slice(0, start) + to + result.slice(start + from.length);
  }
  return result;
}
