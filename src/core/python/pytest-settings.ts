import { readSection } from './ini-sections.ts';
import { folderOf, joinPath } from './path-index.ts';

/** What a project's settings say about where pytest looks. Paths are from the top of the repository. */
export interface PytestSettings {
  /** The file that holds them; null when there are none. */
  file: string | null;
  testPaths: string[];
  /** Globs of file names; pytest's own default is `test_*.py` and `*_test.py`. */
  pythonFiles: string[];
  importMode: 'prepend' | 'append' | 'importlib';
  djangoSettings: string | null;
}

/** The files pytest reads its settings from, in its order: https://docs.pytest.org/en/stable/reference/customize.html */
const PYTEST_FILES: readonly [name: string, section: string][] = [
  ['pytest.ini', 'pytest'],
  ['.pytest.ini', 'pytest'],
  ['pyproject.toml', 'tool.pytest.ini_options'],
  ['pyproject.toml', 'tool.pytest'],
  ['tox.ini', 'pytest'],
  ['setup.cfg', 'tool:pytest'],
];

/** Reads the settings nearest to the top of the repository among the texts that are known. */
export function readPytestSettings(texts: ReadonlyMap<string, string>): PytestSettings {
  const folders = [...new Set([...texts.keys()].map(folderOf))].sort((a, b) => a.length - b.length);
  for (const folder of folders) {
    for (const [name, section] of PYTEST_FILES) {
      const file = joinPath(folder, name);
      const values = texts.has(file) ? readSection(texts.get(file)!, section) : null;
      if (!values) continue;
      return {
        file,
        testPaths: (values.get('testpaths') ?? []).map((path) =>
          joinPath(folder, path.replace(/^\.\/|\/+$/g, '')),
        ),
        pythonFiles: values.get('python_files') ?? [],
        importMode: importModeOf([...(values.get('addopts') ?? []), ...(values.get('import_mode') ?? [])]),
        djangoSettings: values.get('DJANGO_SETTINGS_MODULE')?.[0] ?? null,
      };
    }
  }
  return { file: null, testPaths: [], pythonFiles: [], importMode: 'prepend', djangoSettings: null };
}

function importModeOf(words: string[]): PytestSettings['importMode'] {
  const text = words.join(' ');
  const match = /(?:--import-mode[= ])(prepend|append|importlib)/.exec(text);
  return match ? (match[1] as PytestSettings['importMode']) : 'prepend';
}

/** Whether a file name matches one of the globs; without globs, pytest's own. */
export function matchesPythonFiles(name: string, globs: readonly string[]): boolean {
  const patterns = globs.length > 0 ? globs : ['test_*.py', '*_test.py'];
  return patterns.some((glob) => globToPattern(glob).test(name));
}

function globToPattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|\\[\]]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`);
}
