import type { Failure } from './ci-report.ts';

/** What a message says, whatever its wording: its kind and the names in it. */
export interface MessageReading {
  kind: MessageKind;
  /** The named groups of the pattern: `name`, `owner`. */
  name: string | null;
  owner: string | null;
}

export type MessageKind =
  | 'no-module'
  | 'no-name-in-module'
  | 'relative-import'
  | 'patched-name'
  | 'mock-attribute'
  | 'mock-call'
  | 'mock-as-value'
  | 'no-attribute'
  | 'unexpected-argument'
  | 'wrong-arguments'
  | 'undefined-name'
  | 'unbound-local'
  | 'fixture'
  | 'fixture-use'
  | 'not-awaited'
  | 'no-async-plugin'
  | 'database-access'
  | 'broken-transaction'
  | 'settings-missing'
  | 'settings-twice'
  | 'registry-not-ready'
  | 'own-model'
  | 'no-app'
  | 'no-model'
  | 'no-table'
  | 'no-column'
  | 'no-url'
  | 'no-command'
  | 'no-template'
  | 'no-field'
  | 'unknown-mark'
  | 'warns-none'
  | 'not-supported-here';

interface Reading {
  /** Classes of exceptions; null for any. */
  types: readonly string[] | null;
  pattern: RegExp;
  kind: MessageKind;
  /** The versions whose wording this is. */
  seen: string;
}

const PYTHON = 'CPython 3.10 to 3.13';
const DJANGO = 'Django 4.2 and 5.2';
const PYTEST = 'pytest 7.4 and 9.2';
const MOCKS = '(?:Non)?(?:Callable)?(?:Async|Magic|Property)?Mock(?:Mixin)?';

/**
 * The only place where wording is read. Messages of CPython, Django and pytest are stable within a version and no
 * further, so each pattern names those it was seen with; the first that fits counts. What no pattern knows is decided
 * by class, phase and place alone.
 */
const READINGS: readonly Reading[] = [
  {
    types: ['ModuleNotFoundError'],
    pattern: /^No module named '?(?<name>[\w.]+)'?/,
    kind: 'no-module',
    seen: PYTHON,
  },
  { types: ['ImportError'], pattern: /attempted relative import/, kind: 'relative-import', seen: PYTHON },
  {
    types: ['ImportError'],
    pattern: /cannot import name '(?<name>[^']+)' from (?:partially initialized module )?'(?<owner>[^']+)'/,
    kind: 'no-name-in-module',
    seen: PYTHON,
  },
  {
    types: ['AttributeError'],
    pattern: /^<(?:module|class) '(?<owner>[^']+)'.*> does not have the attribute '(?<name>[^']+)'/s,
    kind: 'patched-name',
    seen: PYTHON,
  },
  {
    types: ['AttributeError'],
    pattern: /does not have the attribute '(?<name>[^']+)'/,
    kind: 'patched-name',
    seen: PYTHON,
  },
  {
    types: ['AttributeError'],
    pattern: /^'module' object at (?<owner>[\w.]+) has no attribute '(?<name>[^']+)'/,
    kind: 'patched-name',
    seen: PYTEST,
  },
  {
    types: ['AttributeError'],
    pattern: /^<(?:module|class) '(?<owner>[^']+)'.*> has no attribute '(?<name>[^']+)'/s,
    kind: 'patched-name',
    seen: PYTEST,
  },
  {
    types: ['AttributeError'],
    pattern: new RegExp(`^'?${MOCKS}'? object has no attribute '(?<name>[^']+)'`),
    kind: 'mock-attribute',
    seen: PYTHON,
  },
  {
    types: ['AttributeError'],
    pattern: /^'(?<name>\w+)' is not a valid assertion/,
    kind: 'mock-attribute',
    seen: PYTHON,
  },
  {
    types: ['AttributeError'],
    pattern: /^(?<name>assert_?\w*|called_\w+) is not a valid|Attributes cannot start with/,
    kind: 'mock-attribute',
    seen: PYTHON,
  },
  {
    types: ['AttributeError', 'TypeError', 'AssertionError'],
    pattern: /'coroutine' object (?:has no attribute|is not|does not)|<coroutine object (?<name>[\w.]+) at/,
    kind: 'not-awaited',
    seen: PYTHON,
  },
  {
    types: ['AttributeError'],
    pattern: /^module '(?<owner>[^']+)' has no attribute '(?<name>[^']+)'/,
    kind: 'no-name-in-module',
    seen: PYTHON,
  },
  {
    types: ['AttributeError'],
    pattern: /^module (?<owner>[\w.]+) has no attribute (?<name>\w+)$/,
    kind: 'no-name-in-module',
    seen: PYTEST,
  },
  {
    types: ['AttributeError'],
    pattern: /^(?:type object )?'(?<owner>[^']+)'(?: object)? has no attribute '(?<name>[^']+)'/,
    kind: 'no-attribute',
    seen: PYTHON,
  },
  // Enumerations and some modules name the attribute alone.
  {
    types: ['AttributeError'],
    pattern: /^(?<name>[A-Za-z_]\w*)$/,
    kind: 'no-attribute',
    seen: 'CPython 3.10',
  },
  {
    types: ['AssertionError'],
    pattern:
      /^Expected '(?<name>[^']*)' to (?:not )?(?:be|have been) (?:called|awaited)|^expected (?:call|await) not found|^(?:Calls|Awaits) not found|^Expected '(?:[^']*)' to be called once/i,
    kind: 'mock-call',
    seen: PYTHON,
  },
  {
    types: ['TypeError'],
    pattern:
      /^missing a required (?:keyword-only )?argument: '(?<name>[^']+)'|^too many positional arguments|^got an unexpected keyword argument/,
    kind: 'mock-call',
    seen: PYTHON,
  },
  {
    types: ['TypeError'],
    pattern: /^cannot set '(?<name>\w+)' attribute of immutable type|^can't set attributes of built-in/,
    kind: 'patched-name',
    seen: PYTHON,
  },
  {
    types: null,
    pattern: new RegExp(`<${MOCKS} |'${MOCKS}'|\\b(?:from|not|got) ${MOCKS}\\b`),
    kind: 'mock-as-value',
    seen: `${PYTHON}, ${DJANGO}`,
  },
  {
    types: ['TypeError'],
    pattern: /^Unexpected keyword arguments passed to pytest\.(?<owner>\w+): (?<name>\w+)/,
    kind: 'unexpected-argument',
    seen: PYTEST,
  },
  {
    types: ['TypeError'],
    pattern:
      /^(?<owner>[\w.<>]+)\(\) got (?:an unexpected keyword argument|unexpected keyword arguments:) '(?<name>[^']+)'/,
    kind: 'unexpected-argument',
    seen: `${PYTHON}, ${DJANGO}`,
  },
  {
    types: ['TypeError'],
    pattern:
      /^(?<owner>[\w.<>]+)\(\) (?:missing \d+ required|takes |got multiple values for argument|got some positional-only)/,
    kind: 'wrong-arguments',
    seen: PYTHON,
  },
  {
    types: ['IndexError'],
    pattern: /^Number of args exceeds number of fields/,
    kind: 'wrong-arguments',
    seen: DJANGO,
  },
  {
    types: ['TypeError'],
    pattern: /^'(?<name>\w+)' is an invalid keyword argument for (?<owner>\w+)\(\)/,
    kind: 'unexpected-argument',
    seen: PYTHON,
  },
  {
    types: ['TypeError'],
    pattern: /^exceptions must be derived from Warning, not <class 'NoneType'>/,
    kind: 'warns-none',
    seen: PYTEST,
  },
  {
    types: ['NameError'],
    pattern: /^name '(?<name>[^']+)' is not defined/,
    kind: 'undefined-name',
    seen: PYTHON,
  },
  { types: ['UnboundLocalError'], pattern: /variable '(?<name>[^']+)'/, kind: 'unbound-local', seen: PYTHON },
  {
    types: ['FixtureLookupError'],
    pattern: /^\('(?<name>[^']+)', <\w*Request /,
    kind: 'fixture',
    seen: PYTEST,
  },
  { types: null, pattern: /^Fixture "(?<name>[^"]+)" called directly/, kind: 'fixture-use', seen: PYTEST },
  { types: null, pattern: /^ScopeMismatch: /, kind: 'fixture-use', seen: PYTEST },
  {
    types: null,
    pattern: /function (?:uses no (?:argument|fixture)|already takes an argument) '(?<name>[^']+)'/,
    kind: 'fixture-use',
    seen: PYTEST,
  },
  { types: null, pattern: /in "parametrize" the number of names/, kind: 'fixture-use', seen: PYTEST },
  {
    types: ['Failed'],
    pattern: /async def functions are not natively supported/,
    kind: 'no-async-plugin',
    seen: 'pytest 9.2',
  },
  {
    types: ['Failed'],
    pattern: /^'(?<name>[^']+)' not found in `markers` configuration option/,
    kind: 'unknown-mark',
    seen: PYTEST,
  },
  {
    types: null,
    pattern:
      /^Database access not allowed|^Database (?:queries|connections|operations)[^\n]* (?:to|on) '[^']*' are not allowed/,
    kind: 'database-access',
    seen: `pytest-django 4.14, ${DJANGO}`,
  },
  {
    types: ['TransactionManagementError'],
    pattern: /can't execute queries until the end of the 'atomic' block/,
    kind: 'broken-transaction',
    seen: DJANGO,
  },
  {
    types: ['ImproperlyConfigured'],
    pattern: /settings are not configured/,
    kind: 'settings-missing',
    seen: DJANGO,
  },
  { types: ['RuntimeError'], pattern: /^Settings already configured/, kind: 'settings-twice', seen: DJANGO },
  { types: ['AppRegistryNotReady'], pattern: /^/, kind: 'registry-not-ready', seen: DJANGO },
  {
    types: ['RuntimeError'],
    pattern: /^Model class (?<name>[\w.]+) doesn't declare an explicit app_label/,
    kind: 'own-model',
    seen: DJANGO,
  },
  {
    types: ['LookupError'],
    pattern: /^No installed app with label '(?<name>[^']+)'/,
    kind: 'no-app',
    seen: DJANGO,
  },
  {
    types: ['LookupError'],
    pattern: /^App '(?<owner>[^']+)' doesn't have a '(?<name>[^']+)' model/,
    kind: 'no-model',
    seen: DJANGO,
  },
  {
    types: ['OperationalError', 'ProgrammingError'],
    pattern:
      /no such table: (?<name>[\w.]+)|relation "(?<relation>[^"]+)" does not exist|Table '(?<table>[^']+)' doesn't exist/,
    kind: 'no-table',
    seen: 'SQLite 3.40 to 3.45; PostgreSQL 16, MySQL 8 by their manuals',
  },
  {
    types: ['OperationalError', 'ProgrammingError'],
    pattern:
      /no such column: (?<name>[\w.]+)|has no column named (?<column>\w+)|column "?(?<other>[\w.]+)"? (?:of relation "[^"]+" )?does not exist|Unknown column '(?<unknown>[^']+)'/,
    kind: 'no-column',
    seen: 'SQLite 3.40 to 3.45; PostgreSQL 16, MySQL 8 by their manuals',
  },
  {
    types: ['NoReverseMatch'],
    pattern: /^Reverse for '(?<name>[^']+)'|^'(?<namespace>[^']+)' is not a registered namespace/,
    kind: 'no-url',
    seen: DJANGO,
  },
  {
    types: ['CommandError'],
    pattern: /^Unknown command: '(?<name>[^']+)'/,
    kind: 'no-command',
    seen: DJANGO,
  },
  { types: ['TemplateDoesNotExist'], pattern: /^(?<name>\S+)/, kind: 'no-template', seen: DJANGO },
  {
    types: ['FieldError'],
    pattern: /^(?:Cannot resolve keyword|Unsupported lookup|Invalid field name\(s\)[^:]*:) '(?<name>[^']+)'/,
    kind: 'no-field',
    seen: DJANGO,
  },
  {
    types: ['FieldDoesNotExist'],
    pattern: /has no field named '(?<name>[^']+)'/,
    kind: 'no-field',
    seen: DJANGO,
  },
  { types: ['Error'], pattern: /^unsupported locale setting/, kind: 'not-supported-here', seen: PYTHON },
  { types: ['NotSupportedError'], pattern: /not supported/, kind: 'not-supported-here', seen: DJANGO },
];

/** What the message says, or null when no pattern knows it. */
export function readMessage(failure: Pick<Failure, 'type' | 'message'>): MessageReading | null {
  for (const { types, pattern, kind } of READINGS) {
    if (types && !types.includes(failure.type)) continue;
    const match = pattern.exec(failure.message);
    if (!match) continue;
    const { owner, ...names } = match.groups ?? {};
    return {
      kind,
      owner: owner ?? null,
      name: Object.values(names).find((name) => name !== undefined) ?? null,
    };
  }
  return null;
}
