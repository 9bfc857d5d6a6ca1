import { basesOf, type Definition, findDefinitions } from '../python/definitions.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { boundName, importedNames, isImport } from '../suggestions/imports.ts';
import { type ResolveName, readLiteral } from './literals.ts';
import type { Value } from './python-values.ts';

/** What a module's top level says about the names that its functions use. Holds no syntax nodes. */
export interface ModuleFacts {
  /** Values of constants, also of `Enum.MEMBER`. */
  resolve: ResolveName;
  /** Members of Enum classes by class name. */
  enums: ReadonlyMap<string, Value[]>;
  /** `Money = Decimal` and the like: the text that a name stands for in annotations. */
  aliases: ReadonlyMap<string, string>;
  /** Names of classes defined or imported here, for saying what cannot be built. */
  classes: ReadonlySet<string>;
}

/** Texts of the project by dotted module; null when the text is not known. */
export type ReadModule = (module: string) => string | null;

const ENUM_BASES = /(^|\.)(Enum|IntEnum|StrEnum|TextChoices|IntegerChoices|Flag)$/;

/** Imports are followed so many modules deep: constants and Enum classes often live one file away. */
const MAX_DEPTH = 2;

/** Reads a module's facts from its tree. `module` is its dotted name; `isPackage` for an `__init__.py`. */
export function readModuleFacts(
  parser: PythonParser,
  root: SyntaxNode,
  place: { module: string; isPackage: boolean },
  readModule: ReadModule,
  depth = 0,
): ModuleFacts {
  const constants = new Map<string, Value>();
  const enums = new Map<string, Value[]>();
  const aliases = new Map<string, string>();
  const classes = new Set<string>();
  const resolve: ResolveName = (dotted) => constants.get(dotted) ?? null;

  for (const statement of root.namedChildren) {
    if (isImport(statement)) takeImports(statement);
    else if (statement.type === 'expression_statement') takeAssignment(statement.namedChildren[0]);
  }
  for (const definition of findDefinitions(root)) {
    if (definition.kind !== 'class' || definition.owner) continue;
    classes.add(definition.name);
    if (basesOf(definition).some((base) => ENUM_BASES.test(base))) takeEnum(definition);
  }
  // Constants may use Enum members and constants further down; a second reading settles them.
  for (const statement of root.namedChildren) {
    if (statement.type === 'expression_statement') takeAssignment(statement.namedChildren[0]);
  }
  return { resolve, enums, aliases, classes };

  function takeAssignment(assignment: SyntaxNode | undefined): void {
    if (assignment?.type !== 'assignment') return;
    const left = assignment.childForFieldName('left');
    const right = assignment.childForFieldName('right');
    if (left?.type !== 'identifier' || !right) return;
    const value = readLiteral(right, resolve);
    const isAlias = /(^|\.)TypeAlias$/.test(assignment.childForFieldName('type')?.text ?? '');
    if (isAlias) aliases.set(left.text, right.text);
    else if (value) constants.set(left.text, value);
    else if (/^[\w.[\], |]+$/.test(right.text)) aliases.set(left.text, right.text);
    else if (/NewType$/.test(right.childForFieldName('function')?.text ?? '')) {
      const base = right.childForFieldName('arguments')?.namedChildren[1];
      if (base) aliases.set(left.text, base.text);
    }
  }

  function takeEnum({ name, node }: Definition): void {
    const members: Value[] = [];
    for (const statement of node.childForFieldName('body')!.namedChildren) {
      const left = statement.namedChildren[0]?.childForFieldName('left');
      if (
        statement.type !== 'expression_statement' ||
        left?.type !== 'identifier' ||
        left.text.startsWith('_')
      )
        continue;
      const expression = `${name}.${left.text}`;
      const member: Value = {
        kind: 'source',
        type: name,
        expression,
        imports: [{ module: place.module, name }],
      };
      members.push(member);
      constants.set(expression, member);
    }
    if (members.length > 0) enums.set(name, members);
  }

  function takeImports(statement: SyntaxNode): void {
    for (const item of importedNames(statement)) {
      if (item.name === null || item.name === '*') continue;
      const name = boundName(item);
      if (/^[A-Z]\w*[a-z]/.test(item.name)) classes.add(name);
      const module = absoluteModule(item.module, place);
      const text = depth < MAX_DEPTH && module ? readModule(module) : null;
      if (text === null || !module) continue;
      const facts = parser.withTree(text, (other) =>
        readModuleFacts(parser, other, { module, isPackage: false }, readModule, depth + 1),
      );
      const value = facts.resolve(item.name);
      if (value) constants.set(name, value);
      const alias = facts.aliases.get(item.name);
      if (alias) aliases.set(name, alias);
      const members = item.alias ? undefined : facts.enums.get(item.name);
      if (!members) continue;
      enums.set(name, members);
      for (const member of members) if (member.kind === 'source') constants.set(member.expression, member);
    }
  }
}

/** `.constants` inside `shop.pricing` → `shop.constants`; null when it leads above the top package. */
function absoluteModule(module: string, place: { module: string; isPackage: boolean }): string | null {
  const dots = /^\.*/.exec(module)![0].length;
  if (dots === 0) return module;
  const parts = place.module.split('.');
  const kept = parts.slice(0, parts.length - dots + (place.isPackage ? 1 : 0));
  const rest = module.slice(dots);
  if (dots - (place.isPackage ? 1 : 0) > parts.length) return null;
  return [...kept, ...(rest ? [rest] : [])].join('.') || null;
}
