import type { ChangeSet } from '../change-set/change-set.ts';
import { innerDefinitions } from './class-facts.ts';
import { type Definition, findDefinitions } from './definitions.ts';
import { fingerprint } from './fingerprint.ts';
import type { PythonParser, SyntaxNode } from './parser.ts';
import { reasonFunctionIsTrivial } from './triviality.ts';

/** A definition as it was at the merge base. */
export interface BaseDefinition {
  print: string;
  /** Without annotations; null for classes. */
  untyped: string | null;
  trivial: boolean;
}

/** What a file defined at the merge base. */
export interface BaseFile {
  definitions: ReadonlyMap<string, BaseDefinition[]>;
  /** Module-level names and their values. */
  constants: ReadonlyMap<string, string>;
}

/** The fingerprint of a definition's own code: a class without the definitions inside it. */
export function printOf(definition: Definition, text: string): string {
  if (definition.kind === 'function') return fingerprint(definition.whole, text);
  const inner = new Set(innerDefinitions(definition).map((node) => node.id));
  return fingerprint(definition.whole, text, 'layout', inner);
}

/** Reads a file as it was at the merge base; null when there was none or it could not be read. */
export function readBaseFile(parser: PythonParser, baseText: string | null): BaseFile | null {
  if (baseText === null) return null;
  return parser.withTree(baseText, (root, text) => {
    const definitions = new Map<string, BaseDefinition[]>();
    for (const definition of findDefinitions(root)) {
      if (definition.unreachable) continue;
      const isFunction = definition.kind === 'function';
      const entry = {
        print: printOf(definition, text),
        untyped: isFunction ? fingerprint(definition.whole, text, 'annotations') : null,
        trivial: isFunction && reasonFunctionIsTrivial(definition) !== null,
      };
      definitions.set(definition.qualname, [...(definitions.get(definition.qualname) ?? []), entry]);
    }
    return { definitions, constants: readConstants(root, text) };
  });
}

/** Module-level `NAME = value` assignments with the fingerprint of the value. */
export function readConstants(root: SyntaxNode, text: string): Map<string, string> {
  const constants = new Map<string, string>();
  for (const statement of root.namedChildren) {
    const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const left = assignment?.type === 'assignment' ? assignment.childForFieldName('left') : null;
    const right = assignment?.childForFieldName('right');
    if (left?.type === 'identifier' && right) constants.set(left.text, fingerprint(right, text));
  }
  return constants;
}

/** Where functions and methods of the change set stood at base, by their fingerprint: moved code is found in it. */
export function findMovable(
  changeSet: ChangeSet,
  bases: ReadonlyMap<string, BaseFile | null>,
): Map<string, string> {
  const places = new Map<string, string>();
  for (const file of changeSet.files) {
    for (const [, entries] of bases.get(file.path)?.definitions ?? []) {
      for (const { print, untyped } of entries)
        if (untyped !== null) places.set(print, file.previousPath ?? file.path);
    }
  }
  return places;
}
