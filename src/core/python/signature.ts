import type { SyntaxNode } from './parser.ts';
import type { Parameter } from './target.ts';

type Plain = Omit<Parameter, 'kind'>;

/** The parameters of a `function_definition`, as written: `self` and `cls` included. */
export function parametersOf(definition: SyntaxNode): Parameter[] {
  const list = definition.childForFieldName('parameters');
  if (!list) return [];
  const result: Parameter[] = [];
  let keywordOnly = false;
  for (const node of list.namedChildren) {
    if (node.type === 'positional_separator') {
      for (const earlier of result) earlier.kind = 'positional-only';
    } else if (node.type === 'keyword_separator') {
      keywordOnly = true;
    } else if (node.type !== 'comment' && node.type !== 'ERROR') {
      const splat = splatOf(node);
      if (splat) keywordOnly = true;
      result.push({
        ...plainOf(node),
        kind: splat ?? (keywordOnly ? 'keyword-only' : 'positional-or-keyword'),
      });
    }
  }
  return result;
}

/** The annotation after `->`, or null. */
export function returnAnnotation(definition: SyntaxNode): string | null {
  return definition.childForFieldName('return_type')?.text ?? null;
}

function splatOf(node: SyntaxNode): 'var-positional' | 'var-keyword' | null {
  const pattern = node.type === 'typed_parameter' ? node.namedChild(0)! : node;
  if (pattern.type === 'list_splat_pattern') return 'var-positional';
  if (pattern.type === 'dictionary_splat_pattern') return 'var-keyword';
  return null;
}

function plainOf(node: SyntaxNode): Plain {
  const name =
    node.childForFieldName('name') ?? (node.type === 'typed_parameter' ? node.namedChild(0)! : node);
  return {
    name: name.text.replace(/^\*+\s*/, ''),
    annotation: node.childForFieldName('type')?.text ?? null,
    default: node.childForFieldName('value')?.text ?? null,
  };
}
