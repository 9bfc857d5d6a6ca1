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

const REFUSED_MODULES: ReadonlyMap<string, string> = new Map(
  GROUPS.flatMap(([reason, modules]) => modules.split(' ').map((module) => [module, reason] as const)),
);

/** Why a test may not use a top-level module, as the end of a sentence about it; null for any other module. */
export function refusedModuleReason(module: string): string | null {
  return REFUSED_MODULES.get(module) ?? null;
}
