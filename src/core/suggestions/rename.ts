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
  const parts: string[] = [];
  let position = 0;
  for (const start of places) {
    parts.push(code.slice(position, start), to);
    position = start + from.length;
  }
  return parts.join('') + code.slice(position);
}
