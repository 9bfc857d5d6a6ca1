import { lineMatching } from '../onboarding/read-toml.ts';
import { nameOf } from '../python/path-index.ts';
import type { FoundVersion } from './found-version.ts';

const MAX_TESTED = 12;
const EXACT: [name: RegExp, pattern: RegExp][] = [
  [/^\.python-version$/, /^\s*(?:cpython-)?(3\.\d{1,2}(?:\.\d{1,2})?)\s*$/m],
  [/^runtime\.txt$/, /^\s*python-(3\.\d{1,2}(?:\.\d{1,2})?)\s*$/m],
  [
    /^([\w.-]+\.)?Dockerfile(\.[\w.-]+)?$/,
    /^\s*FROM\s+(?:--\S+\s+)*(?:[\w.-]+(?::\d+)?\/)*python:(3\.\d{1,2}(?:\.\d{1,2})?)(?![\w.])/im,
  ],
  [/^Pipfile$/, /^\s*python_(?:full_)?version\s*=\s*["'](3\.[\d.]+)["']/m],
];
const RANGES: [name: RegExp, pattern: RegExp][] = [
  [/^pyproject\.toml$/, /^\s*(?:requires-python|python)\s*=\s*["']([^"'\n]{1,60})["']/m],
  [/^setup\.cfg$/, /^\s*python_requires\s*=\s*([^\n#]{1,60})/m],
  [/^setup\.py$/, /^\s*python_requires\s*=\s*["']([^"'\n]{1,60})["']/m],
];

/** What a file says about the Python that the project runs on. */
export function readPythons(path: string, text: string): FoundVersion[] {
  const name = nameOf(path);
  const found: FoundVersion[] = [];
  for (const [kind, patterns] of [
    ['pin', EXACT],
    ['range', RANGES],
  ] as const) {
    for (const [fits, pattern] of patterns) {
      const version = fits.test(name) ? pattern.exec(text)?.[1]?.trim() : undefined;
      const line = lineMatching(text, new RegExp(pattern.source, pattern.flags.replace('m', '')));
      if (version) found.push({ name: 'python', version, kind, source: { path, line } });
    }
  }
  const tested = name === 'tox.ini' ? readTox(text) : name === 'noxfile.py' ? readNox(text) : null;
  if (tested && tested.versions.length > 0) {
    const version = [...new Set(tested.versions)].slice(0, MAX_TESTED).join(', ');
    found.push({ name: 'python', version, kind: 'tested', source: { path, line: tested.line } });
  }
  return found;
}

interface Tested {
  versions: string[];
  line: number | null;
}

/** The factors of `envlist`: `py311`, `py{310,311}-django52`, `py3{10,11}`, `py3.12`. */
function readTox(text: string): Tested {
  const list = /^\s*env_?list\s*=([^\n]*(?:\n[ \t]+[^\n]*|\n(?=[ \t]*\n))*)/m.exec(text)?.[1] ?? '';
  const factors = [...list.slice(0, 2_000).matchAll(/\bpy(3?\.?)(?:\{([^}]*)\}|(\d[\d.]*))/g)].flatMap(
    ([, before = '', several, one]) => (several ?? one ?? '').split(',').map((rest) => before + rest.trim()),
  );
  const versions = factors.flatMap((factor) => {
    const match = /^\s*(?:py)?3\.?(\d{1,2})\s*$/.exec(factor);
    return match ? [`3.${match[1]}`] : [];
  });
  return { versions, line: lineMatching(text, /^\s*env_?list\s*=/) };
}

/** `@nox.session(python=["3.11", "3.12"])`. */
function readNox(text: string): Tested {
  const given = /\bpython\s*=\s*\[([^\]]{1,300})\]/.exec(text)?.[1] ?? '';
  const versions = [...given.matchAll(/["'](3\.\d{1,2})["']/g)].map((match) => match[1]!);
  return { versions, line: lineMatching(text, /\bpython\s*=\s*\[/) };
}
