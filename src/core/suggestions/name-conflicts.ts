import type { SyntaxNode } from '../python/parser.ts';
import { boundNames, globalNames, namesBoundBy, parameterNames } from '../python/scopes.ts';
import { bindingOf, boundName, type ImportedName, importedNames, isImport, renderImport } from './imports.ts';
import type { Obstacle } from './module-obstacles.ts';
import { supportNames } from './structure-policy.ts';
import { definitionOf, walk } from './syntax.ts';
import { isTestClass } from './test-names.ts';

/** The names of an existing module, as far as a test that joins it can meet them. */
export interface ModuleNames {
  /** Names bound at module level, in whatever way. */
  bound: ReadonlySet<string>;
  /** Of these, the ones that an import at the top binds and nothing else does: name → what it is bound to. */
  imported: ReadonlyMap<string, string>;
  /** Names that the module looks up without binding them: builtins. */
  builtins: ReadonlySet<string>;
  /** Parameters and words in strings: both may name fixtures. */
  fixtures: ReadonlySet<string>;
}

/** Reads the names of a module. */
export function readModuleNames(root: SyntaxNode): ModuleNames {
  const bound = boundNames(root);
  const imports = topImports(root);
  const imported = new Map<string, string>();
  for (const item of imports.flatMap(importedNames)) {
    const name = boundName(item);
    // A name that is bound in two ways is nobody's.
    imported.set(name, (imported.get(name) ?? bindingOf(item)) === bindingOf(item) ? bindingOf(item) : '');
  }
  for (const statement of root.namedChildren) {
    if (imports.some((one) => one.equals(statement))) continue;
    for (const name of namesBoundBy(statement)) imported.delete(name);
  }
  const fixtures = new Set<string>();
  walk(root, (node) => {
    if (node.type === 'parameters') for (const name of parameterNames(node)) fixtures.add(name);
    if (node.type === 'string_content' && /^\w+$/.test(node.text)) fixtures.add(node.text);
  });
  const builtins = new Set([...globalNames(root)].filter((name) => !bound.has(name)));
  return { bound, imported, builtins, fixtures };
}

/** Import statements that stand unconditionally before the first test: what they bind is there for every test. */
export function topImports(root: SyntaxNode): SyntaxNode[] {
  const first = root.namedChildren.findIndex((statement) => {
    const definition = definitionOf(statement);
    if (!definition) return false;
    return definition.node.type === 'function_definition'
      ? definition.name.startsWith('test')
      : isTestClass(definition.node);
  });
  return root.namedChildren.slice(0, first < 0 ? undefined : first).filter(isImport);
}

/**
 * The first name that would mean something else to one of the two once the suggestion stands in the module: an import
 * that the module binds otherwise, a helper or fixture of a name that the module knows, or a builtin that the other one
 * defines. Names of tests do not count: those are made unique. Null when there is none.
 */
export function findNameConflict(
  module: ModuleNames,
  suggestion: { root: SyntaxNode; imports: readonly ImportedName[] },
): Obstacle | null {
  for (const item of suggestion.imports) {
    const name = boundName(item);
    if (item.module === '__future__') {
      if (!module.imported.has(name)) {
        return { code: 'import-taken', reason: `\`${renderImport(item)}\` would act on all of it` };
      }
    } else if (module.bound.has(name) && module.imported.get(name) !== bindingOf(item)) {
      return { code: 'import-taken', reason: `\`${name}\` means something else in it` };
    } else if (module.builtins.has(name)) {
      return { code: 'import-taken', reason: `\`${name}\` is Python's own in it` };
    }
  }
  const support = new Set(supportNames(suggestion.root));
  for (const name of support) {
    if (module.bound.has(name) || module.builtins.has(name) || module.fixtures.has(name)) {
      return { code: 'name-taken', reason: `it has a \`${name}\` of its own` };
    }
  }
  const known = new Set([...suggestion.imports.map(boundName), ...boundNames(suggestion.root)]);
  for (const name of globalNames(suggestion.root)) {
    if (!known.has(name) && module.bound.has(name)) {
      return { code: 'name-taken', reason: `\`${name}\` is no longer Python's own in it` };
    }
  }
  return null;
}
