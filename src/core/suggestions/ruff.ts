import { PositionEncoding, type Diagnostic as WasmDiagnostic, Workspace } from '@astral-sh/ruff-wasm-nodejs';

/** One finding of Ruff. Lines and columns are 1-based. */
export interface Diagnostic {
  /** A rule such as `F821`, or `invalid-syntax`. */
  code: string;
  message: string;
  line: number;
  column: number;
}

/** The oldest Python whose syntax suggestions may use. */
const TARGET_VERSION = 'py310';
const LINE_LENGTH = 100;

/**
 * Rules that make a generated test wrong rather than unlovely: syntax that only the compiler sees (E9, F7),
 * comparisons that are always true (F63), redefinitions (F811), undefined names (F82), star imports (F403, F405)
 * and unused imports (F401). Never the repository's own settings: a tool that a repository can configure does
 * not run on the server.
 */
const LINT_RULES = ['E9', 'F401', 'F403', 'F405', 'F63', 'F7', 'F811', 'F82'];

let linter: Workspace | null = null;
let importSorters = new Map<string, Workspace>();

/**
 * What is wrong with a Python text, by our settings. The text must not nest deeper than `MAX_SYNTAX_DEPTH` of
 * syntax-depth.ts: a stack overflow inside WebAssembly cannot be recovered from.
 */
export function lintPython(text: string): Diagnostic[] {
  linter ??= openWorkspace({ lint: { select: LINT_RULES } });
  return check(linter, text).map((found) => ({
    code: found.code ?? 'invalid-syntax',
    message: found.message,
    line: found.start_location.row,
    column: found.start_location.column,
  }));
}

/** The text as Ruff formats it. The text must parse. */
export function formatPython(text: string): string {
  linter ??= openWorkspace({ lint: { select: LINT_RULES } });
  return linter.format(text);
}

/**
 * The text with its leading import block sorted, merged and split into sections (standard library, others, the
 * project's own top-level packages).
 */
export function sortImports(text: string, projectPackages: readonly string[]): string {
  const key = [...projectPackages].sort().join(' ');
  let sorter = importSorters.get(key);
  if (!sorter) {
    // Each workspace holds WebAssembly memory; projects have few distinct sets of packages.
    if (importSorters.size >= 32) {
      for (const old of importSorters.values()) old.free();
      importSorters = new Map();
    }
    sorter = openWorkspace({
      lint: { select: ['I001'], isort: { 'known-first-party': [...projectPackages].sort() } },
    });
    importSorters.set(key, sorter);
  }
  const fix = check(sorter, text).find((found) => found.code === 'I001')?.fix;
  const edit = fix?.edits[0];
  if (!edit) return text;
  const lines = text.split('\n');
  const before = [
    ...lines.slice(0, edit.location.row - 1),
    (lines[edit.location.row - 1] ?? '').slice(0, edit.location.column - 1),
  ];
  const after = [
    (lines[edit.end_location.row - 1] ?? '').slice(edit.end_location.column - 1),
    ...lines.slice(edit.end_location.row),
  ];
  return `${before.join('\n')}${edit.content ?? ''}${after.join('\n')}`;
}

function openWorkspace(settings: object): Workspace {
  return new Workspace(
    { 'line-length': LINE_LENGTH, 'target-version': TARGET_VERSION, ...settings },
    PositionEncoding.Utf16,
  );
}

function check(workspace: Workspace, text: string): WasmDiagnostic[] {
  return workspace.check(text) as WasmDiagnostic[];
}
