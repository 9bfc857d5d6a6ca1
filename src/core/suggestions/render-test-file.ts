import type { PlannedFile } from '../plan/plan.ts';
import type { PythonParser } from '../python/parser.ts';
import type { TestModules } from './choose-module.ts';
import { mergeIntoModule } from './merge-into-module.ts';
import { formatPython, sortImports } from './ruff.ts';
import type { Suggestion } from './suggestion.ts';

/**
 * The test files of a set of suggestions, by path. A module of head keeps its text, with its suggestions merged into it;
 * a new file holds the imports of its suggestions, merged and sorted, then their code in the given order. Leaving a suggestion out removes its code and the imports that only it needs,
 * and changes nothing else. The suggestions must come from `checkProposals`: their code parses and their names fit.
 */
export function renderTestFiles(
  parser: PythonParser,
  suggestions: readonly Suggestion[],
  { texts, lineLength }: TestModules,
): PlannedFile[] {
  const paths = [...new Set(suggestions.map(({ path }) => path))].sort();
  return paths.map((path) => {
    const own = suggestions.filter((suggestion) => suggestion.path === path);
    const text = texts.get(path);
    if (text === undefined) {
      if (own.some(({ replaces }) => replaces))
        throw new Error(`${path}, a test of which is rewritten, is gone`);
      return { path, content: renderTestFile(own) };
    }
    const merged = mergeIntoModule(parser, { text, lineLength }, own);
    // It was tried with all that may be in it (fit-into-module.ts), and fewer can only meet fewer names.
    if (!merged.ok) throw new Error(`suggestions do not merge into ${path}: ${merged.obstacle.reason}`);
    return { path, content: merged.text };
  });
}

/** Why the suggestions do not fit into the texts that are at their places by now, in one sentence; null when they do. */
export function findObstacle(
  parser: PythonParser,
  suggestions: readonly Suggestion[],
  { texts, lineLength }: TestModules,
): string | null {
  for (const path of new Set(suggestions.map((one) => one.path))) {
    const text = texts.get(path);
    const own = suggestions.filter((one) => one.path === path);
    if (text === undefined) {
      if (own.some(({ replaces }) => replaces)) return `${path} is not there any more, or cannot be read.`;
      continue;
    }
    const merged = mergeIntoModule(parser, { text, lineLength }, own);
    if (!merged.ok) return `They do not fit into ${path} as it is by now: ${merged.obstacle.reason}.`;
  }
  return null;
}

function renderTestFile(suggestions: readonly Suggestion[]): string {
  const imports = [...new Set(suggestions.flatMap((suggestion) => suggestion.imports))].sort(futureFirst);
  const bodies = suggestions.map(({ code }) => code.trim());
  const text = `${[imports.join('\n'), ...bodies].filter((part) => part !== '').join('\n\n\n')}\n`;
  return formatPython(sortImports(text, projectPackages(suggestions, imports)));
}

function futureFirst(a: string, b: string): number {
  const future = (text: string): number => (text.startsWith('from __future__ ') ? 0 : 1);
  return future(a) - future(b) || (a < b ? -1 : 1);
}

/** Top-level packages of the imports that lead to the files under test, which stand in a section of their own. */
function projectPackages(suggestions: readonly Suggestion[], imports: readonly string[]): string[] {
  const sources = suggestions.map(
    ({ targetId }) => `.${targetId.split('::')[0]!.replace(/\.py$/, '').replaceAll('/', '.')}`,
  );
  const roots = new Set<string>();
  for (const statement of imports) {
    const module = /^(?:from|import) ([\w.]+)/.exec(statement)?.[1];
    if (
      module &&
      sources.some((source) => source.endsWith(`.${module}`) || source.endsWith(`.${module}.__init__`))
    ) {
      roots.add(module.split('.')[0]!);
    }
  }
  return [...roots];
}
