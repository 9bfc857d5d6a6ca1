import type { Operation } from '../contract/description.ts';

/** Parameters that may hold slashes, escaped or not. */
const open = new Set(['ref', 'path', 'basehead', 'branch']);

export interface Route {
  operation: Operation;
  params: Record<string, string>;
}

interface Pattern {
  operation: Operation;
  expression: RegExp;
  names: string[];
}

function buildPattern(operation: Operation): Pattern {
  const names: string[] = [];
  const source = operation.template
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
      names.push(name);
      return open.has(name) ? '(.*)' : '([^/]+)';
    })
    .join('');
  return { operation, names, expression: new RegExp(`^${source}$`) };
}

/** Finds the operation that GitHub's description has for a method and a path (as sent, still escaped). */
export function buildRouter(
  operations: readonly Operation[],
): (method: string, path: string) => Route | null {
  const patterns = operations.map(buildPattern);
  return (method, path) => {
    for (const { operation, expression, names } of patterns) {
      if (operation.method !== method) continue;
      const match = expression.exec(path);
      if (match === null) continue;
      const params = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]);
      return { operation, params: Object.fromEntries(params) };
    }
    return null;
  };
}
