import { borrowedImportReason } from './borrowed-modules.ts';
import { type ImportedName, renderImport } from './imports.ts';
import { refusedModuleReason } from './refused-modules.ts';

/** Names of otherwise refused modules that are plain data: exception classes, status codes, text functions. */
const HARMLESS_NAMES: Record<string, readonly string[]> = {
  subprocess: ['CalledProcessError', 'CompletedProcess', 'TimeoutExpired'],
  socket: ['gaierror', 'timeout'],
  http: ['HTTPStatus'],
  requests: ['ConnectionError', 'HTTPError', 'RequestException', 'Timeout'],
  os: ['path', 'fspath', 'linesep', 'sep'],
  sys: ['float_info', 'maxsize', 'version_info'],
  time: ['struct_time'],
};

/** Submodules of otherwise refused packages that hold only such names. */
const HARMLESS_MODULES = new Set([
  'http.cookies',
  'os.path',
  'requests.exceptions',
  'urllib.error',
  'urllib.parse',
]);

/** Whole modules that may be imported; code-policy.ts says which of their attributes may be used. */
const WATCHED_MODULES = new Set(['os', 'sys', 'time', 'http']);

/** Why a suggestion may not hold this import, or null when it may. */
export function importProblem(item: ImportedName): string | null {
  const statement = `\`${renderImport(item)}\``;
  if (item.name === '*') return `${statement} hides which names the test uses`;
  if (item.module.startsWith('.'))
    return `${statement} depends on where the file lies; tests import by full name`;
  if (item.module === '__future__') return null;
  const top = item.module.split('.')[0]!;
  if (isHarmless(item)) return null;
  const borrowed = item.name === null ? null : borrowedImportReason(item.name);
  if (borrowed) return `${statement} ${borrowed}`;
  const reason = refusedModuleReason(top);
  if (!reason) return null;
  if (item.name === null && WATCHED_MODULES.has(item.module)) return null;
  return `${statement}: ${top} ${reason}`;
}

function isHarmless({ module, name }: ImportedName): boolean {
  if (HARMLESS_MODULES.has(module)) return true;
  if (name === null) return false;
  return HARMLESS_MODULES.has(`${module}.${name}`) || (HARMLESS_NAMES[module]?.includes(name) ?? false);
}
