import { bodyOf, definitionsIn } from '../syntax.ts';
import type { Broken, Mended } from './repair-rule.ts';

/** Methods of the suggestion's own classes get the parameter self that they lack. */
export function addSelf({ parser, suggestion, diagnosis, failure }: Broken): Mended | null {
  if (diagnosis.cause !== 'syntax' || !/\(\) takes \d+ positional arguments? but \d+ w/.test(failure.message))
    return null;
  const places = parser.withTree(suggestion.code, (root) =>
    definitionsIn(root)
      .filter(({ node }) => node.type === 'class_definition')
      .flatMap(({ node }) => definitionsIn(bodyOf(node)))
      .filter(({ node, decorators }) => {
        if (node.type !== 'function_definition') return false;
        if (decorators.some((one) => /^(static|class)method$/.test(one))) return false;
        return !/^\((?:\s*(?:self|cls)\b|\s*\*)/.test(node.childForFieldName('parameters')!.text);
      })
      .map(({ node }) => {
        const parameters = node.childForFieldName('parameters')!;
        return { at: parameters.startIndex + 1, isEmpty: parameters.namedChildCount === 0 };
      }),
  );
  if (places.length === 0) return null;
  const code = places
    .sort((a, b) => b.at - a.at)
    .reduce(
      (text, { at, isEmpty }) => `${text.slice(0, at)}self${isEmpty ? '' : ', '}${text.slice(at)}`,
      suggestion.code,
    );
  return { imports: suggestion.imports, code, what: 'gives its methods the parameter self' };
}
