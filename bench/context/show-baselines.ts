import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { CHARACTERS_PER_TOKEN } from '../../src/core/context/estimate-tokens.ts';
import { idOf, type ProjectIndex, type SymbolRef } from '../../src/core/index/project-index.ts';
import { resolveImported } from '../../src/core/index/resolve-name.ts';
import { ensurePython, type Project } from './projects.ts';

/** Excerpts of files, with the indentation of the file. */
export type Shown = readonly { path: string; text: string }[];

const COVERUP = fileURLToPath(new URL('./coverup_context.py', import.meta.url));

/** Excerpts in this order until the budget is spent; the last one is cut. */
export function showInOrder(pieces: Shown, tokenBudget: number): Shown {
  let left = tokenBudget * CHARACTERS_PER_TOKEN;
  return pieces.flatMap((piece) => {
    const shown = piece.text.slice(0, left);
    left -= shown.length;
    return shown === '' ? [] : [{ path: piece.path, text: shown }];
  });
}

/** As `showInOrder`, of whole files. */
export function showFiles(
  paths: readonly string[],
  texts: ReadonlyMap<string, string>,
  tokenBudget: number,
): Shown {
  const files = [...new Set(paths)].map((path) => ({ path, text: texts.get(path) ?? '' }));
  return showInOrder(files, tokenBudget);
}

/** The project's files that this file imports, in the order of its lines. */
export function importedBy(index: ProjectIndex, path: string): string[] {
  return (index.files.get(path)?.imports ?? []).flatMap(
    (one) => resolveImported(index, path, one)?.path ?? [],
  );
}

/**
 * What CoverUp's code shows of each function, by `path::qualname`; kept in the temporary folder, so that it is asked once.
 * @throws when CoverUp cannot be run
 */
export async function askCoverup(
  project: Project,
  targets: readonly SymbolRef[],
): Promise<Map<string, Shown>> {
  const file = join(project.folder, '..', 'coverup.jsonl');
  const known = existsSync(file) ? readAnswers(readFileSync(file, 'utf8')) : new Map<string, Shown>();
  const open = targets.filter((target) => !known.has(idOf(target)));
  if (open.length === 0) return known;
  const child = spawn(await ensurePython(), [COVERUP, project.folder, ...project.importRoots], {
    cwd: project.folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(open));
  const said = await text(child.stdout);
  const answers = readAnswers(said);
  if (answers.size === 0) throw new Error('CoverUp answered nothing');
  appendFileSync(file, said);
  return new Map([...known, ...answers]);
}

function readAnswers(lines: string): Map<string, Shown> {
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const { target, pieces }: { target: string; pieces: Shown } = JSON.parse(line);
        return [target, pieces];
      }),
  );
}
