import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { type ImportedName, importedNames, isImport } from './imports.ts';
import { definitionOf } from './syntax.ts';

/** A proposal's code with its parts in the place where the rendered file wants them. */
export interface TidyCode {
  code: string;
  /** Imports that stood at the top level of the code. */
  hoisted: ImportedName[];
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Moves what a model tends to leave at the top of a test file and what would act on the neighbours in it: import
 * statements join the imports, a module docstring and `if __name__ == "__main__":` go away, and `pytestmark` becomes
 * a decorator on each test, since a file may hold several suggestions. The code must parse.
 */
export function tidyCode(parser: PythonParser, code: string): TidyCode {
  return parser.withTree(code, (root, text) => {
    const hoisted: ImportedName[] = [];
    const edits: Edit[] = [];
    const marks: string[] = [];
    for (const statement of root.namedChildren) {
      if (isImport(statement)) hoisted.push(...importedNames(statement));
      else if (isModuleMark(statement)) marks.push(...marksOf(statement));
      else if (!isDocstring(statement) && !isMainGuard(statement)) continue;
      edits.push({ start: statement.startIndex, end: endOfStatement(statement, text), text: '' });
    }
    if (marks.length > 0) {
      const decorators = marks.map((mark) => `@${mark}\n`).join('');
      for (const statement of root.namedChildren) {
        if (!/^(test|Test)/.test(definitionOf(statement)?.name ?? '')) continue;
        edits.push({ start: statement.startIndex, end: statement.startIndex, text: decorators });
      }
    }
    return { code: `${applyEdits(text, edits).trim()}\n`, hoisted };
  });
}

function isDocstring(statement: SyntaxNode): boolean {
  return statement.type === 'expression_statement' && statement.namedChildren[0]?.type === 'string';
}

function isMainGuard(statement: SyntaxNode): boolean {
  const condition = statement.type === 'if_statement' ? statement.childForFieldName('condition') : null;
  return condition !== null && /^__name__\s*==\s*(['"])__main__\1$/.test(condition.text);
}

function isModuleMark(statement: SyntaxNode): boolean {
  const assignment = statement.type === 'expression_statement' ? statement.namedChildren[0] : null;
  return assignment?.type === 'assignment' && assignment.childForFieldName('left')?.text === 'pytestmark';
}

function marksOf(statement: SyntaxNode): string[] {
  const value = statement.namedChildren[0]!.childForFieldName('right');
  if (!value) return [];
  const items = ['list', 'tuple'].includes(value.type)
    ? value.namedChildren.filter((child) => child.type !== 'comment')
    : [value];
  return items.map((item) => item.text);
}

/** A statement may share its line with others (`import a; import b`): the separator goes with it. */
function endOfStatement(statement: SyntaxNode, text: string): number {
  return statement.endIndex + (/^[ \t]*;[ \t]*/.exec(text.slice(statement.endIndex))?.[0].length ?? 0);
}

/** In one pass: cutting the text anew for each edit would copy it as often. */
function applyEdits(text: string, edits: Edit[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const edit of edits.sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(position, edit.start), edit.text);
    position = edit.end;
  }
  return parts.join('') + text.slice(position);
}
