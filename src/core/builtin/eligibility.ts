import type { SyntaxNode } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { boundName, importedNames, isImport } from '../suggestions/imports.ts';
import { dottedName, walk } from '../suggestions/syntax.ts';

/** Decorators that leave call and result as they are. */
const HARMLESS_DECORATORS =
  /^(staticmethod|classmethod|(functools\.)?(lru_cache|cache)|(typing\.|typing_extensions\.)?(final|override|no_type_check))(\(.*\))?$/s;

/** Last names of decorators that hand a function to a framework or make something else of it, wherever they come from. */
const FRAMEWORK_DECORATORS =
  /(^|_)(view|route|task|command|group|option|argument|fixture|property|contextmanager|overload|receiver|register|signal|hook|hookimpl|login|permission|permissions|required|atomic|retry|patch|mock|deprecated|async|sync)(_|$)|^(require|user_passes)_/i;

const EFFECTS: [pattern: RegExp, reason: string][] = [
  [
    /^(open|io\.open)$|\.(write_text|write_bytes|read_text|read_bytes|unlink|mkdir|rmdir|iterdir)$/,
    'it reads or writes files',
  ],
  [
    /^(os\.(remove|unlink|rename|replace|mkdir|makedirs|rmdir|listdir|walk|stat|chdir|system|popen)|shutil\..*|tempfile\..*)$/,
    'it works on files or processes',
  ],
  [/^(subprocess|multiprocessing|threading|signal)\./, 'it starts processes or threads'],
  [
    /^(socket|requests|httpx|urllib|aiohttp|smtplib|ftplib|http)\b|(^|\.)(urlopen|send_mail)$/,
    'it reaches the network',
  ],
  [
    /(^|\.)(objects|_default_manager)\.|\.(save|delete|bulk_create|bulk_update|get_or_create|update_or_create|select_related|prefetch_related|execute|executemany|commit|cursor)$/,
    'it uses the database',
  ],
  [/^(input|getpass\.getpass)$/, 'it asks a person'],
  [
    /^(time\.(time|sleep|monotonic|perf_counter|time_ns|localtime|gmtime|strftime)|sleep)$|(^|\.)(now|utcnow|today|localdate|localtime)$/,
    'its result depends on the clock',
  ],
  [
    /^(random|secrets)\.|(^|\.)(uuid1|uuid4|urandom|token_hex|token_urlsafe|randint|shuffle|get_random_string)$/,
    'its result depends on chance',
  ],
  [/^(os\.getenv|os\.environ\b.*|getenv)$/, 'its result depends on the environment'],
  [/^(exit|quit|sys\.exit|os\._exit)$/, 'it ends the process'],
];

const CONSTANT = /^_*[A-Z][A-Z0-9_]*$/;
const MUTATORS =
  /^(add|append|clear|discard|extend|insert|pop|popitem|remove|setdefault|update|register|unregister)$/;

/** What the file of a target says about the names that it uses. */
interface Names {
  /** The functions of its module. */
  functions: ReadonlyMap<string, SyntaxNode>;
  /** Whether a dotted name is a plain function of the project. */
  isOwnFunction(dotted: string): boolean;
}

/**
 * Tells names of the project's functions: defined in the module, imported relatively, from its own top package, or
 * from a module whose text is known. Names that begin with a capital letter are classes.
 */
export function findOwnFunctions(
  root: SyntaxNode,
  module: string,
  functions: ReadonlyMap<string, SyntaxNode>,
  isKnown: (module: string) => boolean,
): Names['isOwnFunction'] {
  const imports = root.namedChildren.filter(isImport).flatMap(importedNames);
  const top = module.split('.')[0];
  return (dotted) => {
    const [first, ...rest] = dotted.split('.');
    if (/^[A-Z]/.test(rest.at(-1) ?? first!)) return false;
    if (rest.length === 0 && functions.has(first!)) return true;
    const item = imports.find((one) => boundName(one) === first);
    if (!item || rest.length > 2) return false;
    return item.module.startsWith('.') || item.module.split('.')[0] === top || isKnown(item.module);
  };
}

/** Why the engine does not attempt a target, or null when it may. Parameters are judged elsewhere. */
export function findReasonNotToAttempt(
  target: Target,
  node: SyntaxNode | null,
  { functions, isOwnFunction }: Names,
): string | null {
  if (target.kind === 'class') return 'classes are not attempted by the built-in engine';
  if (target.kind === 'method' || target.kind === 'property') {
    return `it needs an object of type ${target.className ?? 'its class'}`;
  }
  if (target.isAsync) return 'asynchronous functions are not attempted by the built-in engine';
  if (!node) return 'its source could not be read';
  // CI observes the decorated call, so a decorator of the project's own is part of what is pinned.
  const decorator = target.decorators.find((one) => {
    const name = one.split('(')[0]!.trim();
    if (HARMLESS_DECORATORS.test(one)) return false;
    return FRAMEWORK_DECORATORS.test(name.split('.').at(-1)!) || !isOwnFunction(name);
  });
  if (decorator) return `the decorator @${decorator.split('\n')[0]!.slice(0, 60)} may change the call`;
  if (/^__\w+__$/.test(target.qualname.split('.').at(-1)!))
    return 'special methods are reached through the objects they belong to';
  return findEffect(node, functions, new Set());
}

/** The first effect of the function or of what it calls in its own module. */
function findEffect(
  node: SyntaxNode,
  functions: ReadonlyMap<string, SyntaxNode>,
  seen: Set<number>,
): string | null {
  seen.add(node.id);
  let reason: string | null = null;
  walk(node.childForFieldName('body')!, (part) => {
    if (reason) return false;
    if (part.type === 'yield' && seen.size === 1) reason = 'it is a generator';
    if (part.type === 'global_statement') reason = 'it changes global state';
    const changed = findChangedConstant(part);
    if (changed) {
      reason = `it changes ${changed}, which the whole module shares`;
      return false;
    }
    if (part.type === 'attribute' && part.text === 'os.environ')
      reason = 'its result depends on the environment';
    if (part.type !== 'call') return;
    const callee = part.childForFieldName('function')!;
    const name =
      dottedName(callee) ??
      (callee.type === 'attribute' ? `.${callee.childForFieldName('attribute')!.text}` : '');
    reason = EFFECTS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
    if (reason) reason = `${reason} (${name.replace(/^\./, '')})`;
    const inner = functions.get(name);
    if (!reason && inner && !seen.has(inner.id)) reason = findEffect(inner, functions, seen);
    return reason === null;
  });
  return reason;
}

/** The module-level name that a statement or call changes: `SCHEMES["x"] = 1`, `del CACHE[key]`, `NAMES.add(name)`. */
function findChangedConstant(part: SyntaxNode): string | null {
  const nameOf = (node: SyntaxNode | null | undefined): string | null =>
    node?.type === 'identifier' && CONSTANT.test(node.text) ? node.text : null;
  if (part.type === 'assignment' || part.type === 'augmented_assignment') {
    const left = part.childForFieldName('left');
    return left?.type === 'subscript' ? nameOf(left.childForFieldName('value')) : null;
  }
  if (part.type === 'delete_statement') {
    const [first] = part.namedChildren;
    return first?.type === 'subscript' ? nameOf(first.childForFieldName('value')) : null;
  }
  const callee = part.type === 'call' ? part.childForFieldName('function') : null;
  if (callee?.type !== 'attribute' || !MUTATORS.test(callee.childForFieldName('attribute')!.text))
    return null;
  return nameOf(callee.childForFieldName('object'));
}
