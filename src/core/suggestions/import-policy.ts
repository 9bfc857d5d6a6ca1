import { type ImportedName, renderImport } from './imports.ts';

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

const GROUPS: [reason: string, modules: string][] = [
  ['starts processes', 'subprocess multiprocessing pty commands sh pexpect fabric invoke'],
  [
    'reaches the network',
    'socket socketserver ssl http urllib urllib3 ftplib smtplib poplib imaplib telnetlib nntplib xmlrpc webbrowser ' +
      'requests httpx aiohttp paramiko boto3 botocore pycurl websocket websockets grpc asyncssh wsgiref',
  ],
  ['runs threads, which make tests unstable', 'threading _thread concurrent'],
  [
    'loads code or memory by other ways than import statements',
    'ctypes _ctypes cffi importlib imp runpy pkgutil code codeop builtins zipimport site gc inspect',
  ],
  ['turns data into code', 'pickle cPickle _pickle shelve marshal dill cloudpickle joblib'],
  ['changes the machine', 'shutil os posix nt signal resource mmap fcntl termios pwd grp crypt'],
  ['changes the interpreter', 'sys atexit faulthandler tracemalloc trace'],
  ['waits or depends on the clock of the machine', 'time sched'],
  ['changes how tests are collected', '_pytest pluggy coverage'],
];

/** Modules by the reason why a test may not use them. */
const REFUSED_MODULES: ReadonlyMap<string, string> = new Map(
  GROUPS.flatMap(([reason, modules]) => modules.split(' ').map((module) => [module, reason] as const)),
);

/**
 * Refused modules that are known by their name alone, wherever they are taken from: `from shop.jobs import subprocess`,
 * `jobs.subprocess.run()`. Words such as `code`, `time` or `site` also name ordinary things and are not among them.
 */
const BORROWED_MODULES = new Set(
  'subprocess multiprocessing socket urllib urllib3 ftplib smtplib requests httpx aiohttp paramiko boto3 botocore threading ctypes importlib runpy builtins pickle shutil posix'.split(
    ' ',
  ),
);

/** What a module that project code imported would do if a test called into it, or null for any other name. */
export function borrowedModuleProblem(name: string): string | null {
  return BORROWED_MODULES.has(name) ? `${name} ${REFUSED_MODULES.get(name)}` : null;
}

/** Why a suggestion may not hold this import, or null when it may. */
export function importProblem(item: ImportedName): string | null {
  const statement = `\`${renderImport(item)}\``;
  if (item.name === '*') return `${statement} hides which names the test uses`;
  if (item.module.startsWith('.'))
    return `${statement} depends on where the file lies; tests import by full name`;
  if (item.module === '__future__') return null;
  const top = item.module.split('.')[0]!;
  if (item.name !== null && BORROWED_MODULES.has(item.name) && !isHarmless(item)) {
    return `${statement} takes a module that ${REFUSED_MODULES.get(item.name)}`;
  }
  const reason = REFUSED_MODULES.get(top);
  if (!reason || isHarmless(item)) return null;
  if (item.name === null && WATCHED_MODULES.has(item.module)) return null;
  return `${statement}: ${top} ${reason}`;
}

function isHarmless({ module, name }: ImportedName): boolean {
  if (HARMLESS_MODULES.has(module)) return true;
  if (name === null) return false;
  return HARMLESS_MODULES.has(`${module}.${name}`) || (HARMLESS_NAMES[module]?.includes(name) ?? false);
}
