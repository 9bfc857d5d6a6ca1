import { docstringOf, findDefinitions } from '../../src/core/python/definitions.ts';
import type { PythonParser } from '../../src/core/python/parser.ts';
import { parametersOf, returnAnnotation } from '../../src/core/python/signature.ts';
import type { Target } from '../../src/core/python/target.ts';

/** The target that a source text defines: its last function or method, or its class where it has none. */
export function readTarget(parser: PythonParser, source: string, path = 'shop/pricing.py'): Target {
  return parser.withTree(source, (root) => {
    const all = findDefinitions(root);
    const chosen = all.findLast(({ kind }) => kind === 'function') ?? all[0]!;
    const isStatic = chosen.decorators.includes('staticmethod');
    const isClassMethod = chosen.decorators.includes('classmethod');
    const kind =
      chosen.kind === 'class'
        ? 'class'
        : chosen.owner === null
          ? 'function'
          : isStatic
            ? 'static-method'
            : isClassMethod
              ? 'class-method'
              : 'method';
    return {
      id: `${path}::${chosen.qualname}`,
      path,
      module: path.replace(/\.py$/, '').replaceAll('/', '.'),
      qualname: chosen.qualname,
      kind,
      className: chosen.owner?.name ?? null,
      isAsync: chosen.node.text.startsWith('async'),
      decorators: chosen.decorators,
      parameters: chosen.kind === 'class' ? [] : parametersOf(chosen.node),
      returns: chosen.kind === 'class' ? null : returnAnnotation(chosen.node),
      docstring: docstringOf(chosen),
      startLine: chosen.startLine,
      endLine: chosen.endLine,
      source: chosen.whole.text,
      changedLines: [chosen.startLine],
      score: 1,
      reasons: [],
    };
  });
}
