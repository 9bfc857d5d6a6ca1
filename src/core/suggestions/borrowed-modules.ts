import { refusedModuleReason } from './refused-modules.ts';

/*
 * Project modules import dangerous modules, so tests can borrow them there: `from shop.jobs import subprocess`,
 * `jobs.subprocess.run()`. Only the name tells. Words that also name ordinary things (`code`, `resource`, `signal`,
 * `site`, `time`, and submodules of projects such as `http` and `websocket`) are not among the names.
 */

/** Modules whose functions may not be called wherever they are taken from. */
const BORROWED_MODULES = new Set(
  (
    'subprocess multiprocessing pty pexpect socket socketserver ssl urllib urllib3 ftplib smtplib poplib imaplib telnetlib ' +
    'webbrowser requests httpx aiohttp paramiko boto3 botocore pycurl asyncssh threading _thread ctypes _ctypes cffi ' +
    'importlib runpy pkgutil codeop zipimport builtins pickle cPickle _pickle shelve dill cloudpickle joblib shutil ' +
    'posix nt mmap fcntl termios atexit faulthandler tracemalloc'
  ).split(' '),
);

/**
 * Modules that are refused when imported by name. As attributes they also name ordinary things (`agent.os.family`), so
 * there BORROWED_MEMBERS decides.
 */
const IMPORTED_MODULES = new Set(['os', 'sys']);

/** Functions and data of such modules, known by their name alone. */
const IMPORTED_NAMES = new Set(
  'Popen popen check_output check_call environ environb getenv urlopen urlretrieve create_connection'.split(
    ' ',
  ),
);

/** Functions that may not be called on an attribute of this name, and data that may not be touched there. */
const BORROWED_MEMBERS: Record<string, { functions: RegExp; data: RegExp }> = {
  os: {
    functions:
      /^(getenvb?|putenv|unsetenv|removedirs|remove|unlink|renames?|replace|rmdir|mkdir|makedirs|link|symlink|truncate|chmod|chown|chdir|chroot|umask|kill|killpg|abort|_exit|spawn\w+|exec[lv]\w*|posix_spawnp?)$/,
    data: /^environb?$/,
  },
  sys: { functions: /^(exit|set\w+|addaudithook)$/, data: /^(modules|path|meta_path|path_hooks)$/ },
  time: { functions: /^sleep$/, data: /^$/ },
};

/** Why this name may not be imported from any module, as the end of a sentence about the statement, or null. */
export function borrowedImportReason(name: string): string | null {
  if (BORROWED_MODULES.has(name) || IMPORTED_MODULES.has(name)) {
    return `takes a module that ${refusedModuleReason(name)}`;
  }
  return IMPORTED_NAMES.has(name) ? 'takes what reaches beyond a test' : null;
}

/** Why `owner.….method()` may not be called, `parts` being the names before the method; null when it may. */
export function borrowedCallReason(parts: readonly string[], method: string): string | null {
  const module = parts.slice(1).find((part) => BORROWED_MODULES.has(part));
  if (module !== undefined) return `${module} ${refusedModuleReason(module)}`;
  const last = parts.at(-1) ?? '';
  return membersOf(last)?.functions.test(method) ? `${last} ${refusedModuleReason(last)}` : null;
}

/** Why the data `name` of an attribute called `owner` may not be touched, or null when it may. */
export function borrowedDataReason(owner: string, name: string): string | null {
  return membersOf(owner)?.data.test(name) ? `${owner} ${refusedModuleReason(owner)}` : null;
}

function membersOf(module: string): { functions: RegExp; data: RegExp } | undefined {
  return Object.hasOwn(BORROWED_MEMBERS, module) ? BORROWED_MEMBERS[module] : undefined;
}
