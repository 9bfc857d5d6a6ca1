import type { SyntaxNode } from '../python/parser.ts';

/** One imported name: `import module as alias` when `name` is null, else `from module import name as alias`. */
export interface ImportedName {
  /** Dotted, with leading dots when relative. */
  module: string;
  /** `*` for a star import. */
  name: string | null;
  alias: string | null;
}

/** The name that the import binds: `a` for `import a.b`. */
export function boundName(item: ImportedName): string {
  return item.alias ?? item.name ?? item.module.split('.')[0]!;
}

/** What the name is bound to: `import a.b` and `import a.c` both bind `a`, to the same module. */
export function bindingOf(item: ImportedName): string {
  return item.name === null && item.alias === null
    ? `import ${item.module.split('.')[0]}`
    : renderImport(item);
}

/** One statement for one name. */
export function renderImport({ module, name, alias }: ImportedName): string {
  const as = alias ? ` as ${alias}` : '';
  return name === null ? `import ${module}${as}` : `from ${module} import ${name}${as}`;
}

/** True for the syntax nodes that are import statements. */
export function isImport(node: SyntaxNode): boolean {
  return (
    node.type === 'import_statement' ||
    node.type === 'import_from_statement' ||
    node.type === 'future_import_statement'
  );
}

/** The names that one import statement binds, in the order written. */
export function importedNames(node: SyntaxNode): ImportedName[] {
  const names = node.childrenForFieldName('name');
  if (node.type === 'import_statement') {
    return names.map((part) => ({ ...splitAlias(part), name: null }));
  }
  const module =
    node.type === 'future_import_statement' ? '__future__' : compact(node.childForFieldName('module_name'));
  if (node.namedChildren.some((child) => child.type === 'wildcard_import')) {
    return [{ module, name: '*', alias: null }];
  }
  return names.map((part) => {
    const { module: name, alias } = splitAlias(part);
    return { module, name, alias };
  });
}

/** The items without repetitions, in the order first seen. */
export function uniqueImports(items: readonly ImportedName[]): ImportedName[] {
  return [...new Map(items.map((item) => [renderImport(item), item])).values()];
}

function splitAlias(node: SyntaxNode): { module: string; alias: string | null } {
  if (node.type !== 'aliased_import') return { module: compact(node), alias: null };
  const alias = node.childForFieldName('alias')!.text;
  const module = compact(node.childForFieldName('name'));
  return { module, alias: alias === module ? null : alias };
}

/** Dotted names may be written with blanks around the dots. */
function compact(node: SyntaxNode | null): string {
  return node ? node.text.replaceAll(/[\s\\]+/g, '') : '';
}
