import { nameOf } from './path-index.ts';

/** Whether the path is a Python source file (stubs are not: nothing of them runs). */
export function isPythonPath(path: string): boolean {
  return path.endsWith('.py');
}

/** Whether the path belongs to the tests of a project: test modules, conftest.py, and anything in a test folder. */
export function isTestPath(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  if (folders.some((folder) => folder === 'tests' || folder === 'test')) return true;
  return isTestModule(path) || nameOf(path) === 'conftest.py';
}

/** Whether the file's own name is that of a test module: `test_*.py`, `*_test.py` or `tests.py`. */
export function isTestModule(path: string): boolean {
  return /^(test_.*|.*_test|tests)\.py$/.test(nameOf(path));
}
