import type { SyntaxNode } from '../python/parser.ts';
import { borrowedCallReason, borrowedDataReason } from './borrowed-modules.ts';
import { importProblem } from './import-policy.ts';
import { boundName, type ImportedName, importedNames, isImport } from './imports.ts';
import { type PolicyProblem, quoteLine } from './policy-problem.ts';
import { dottedName, leftmostName, walk } from './syntax.ts';

/** Built-in names that run text as code or reach into the interpreter, refused wherever they stand. */
const REFUSED_NAMES = new Set('eval exec __import__ __builtins__ __loader__ __spec__ globals'.split(' '));

/** Built-in functions refused as calls; the words also serve as names of variables. */
const REFUSED_FUNCTIONS = new Set('compile locals breakpoint input exit quit help'.split(' '));

/** Attributes that lead from any object to the interpreter's insides. */
const REFUSED_ATTRIBUTES = new Set(
  '__subclasses__ __globals__ __builtins__ __code__ __bases__ __base__ __mro__ __loader__ __spec__ __import__ __closure__'.split(
    ' ',
  ),
);

/** Method names that start processes, connections or waits on whatever object they are called. */
const REFUSED_METHODS = new Set(
  'system popen Popen check_output check_call fork execv execve execvp spawnl spawnv urlopen urlretrieve create_connection'.split(
    ' ',
  ),
);

/** Functions whose exact dotted name is refused. */
const REFUSED_CALLS = new Set([
  'asyncio.create_subprocess_exec',
  'asyncio.create_subprocess_shell',
  'asyncio.open_connection',
]);

/** What may be used of modules that are otherwise dangerous. */
const ALLOWED_ATTRIBUTES: Record<string, RegExp> = {
  os: /^(path|fspath|linesep|sep|pathsep|PathLike)$/,
  sys: /^(version_info|maxsize|float_info|byteorder|platform|getsizeof|getrecursionlimit)$/,
  time: /^(time|monotonic|perf_counter|gmtime|localtime|mktime|strftime|strptime|struct_time|time_ns)$/,
  http: /^(HTTPStatus|cookies)$/,
};

/** Methods of paths that write. */
const WRITING_METHODS = new Set([
  'write_text',
  'write_bytes',
  'unlink',
  'rmdir',
  'symlink_to',
  'hardlink_to',
  'chmod',
]);

/** Fixtures whose folders pytest removes. */
const TEMPORARY_FIXTURES = ['tmp_path', 'tmp_path_factory', 'tmpdir', 'tmpdir_factory'];

/** The first use of something that a test may not touch, or null. `imports` are the suggestion's own. */
export function findForbiddenUse(root: SyntaxNode, imports: readonly ImportedName[]): PolicyProblem | null {
  const watched = new Map<string, string>();
  for (const item of imports) {
    if (item.name === null && item.module in ALLOWED_ATTRIBUTES) watched.set(boundName(item), item.module);
  }
  const temporary = temporaryNames(root);
  let problem: PolicyProblem | null = null;
  walk(root, (node) => {
    problem ??= judgeNode(node, { watched, temporary });
    return problem === null;
  });
  return problem;
}

interface Knowledge {
  /** Local name → module, for modules of which only some attributes may be used. */
  watched: ReadonlyMap<string, string>;
  /** Names that hold paths below a temporary folder. */
  temporary: ReadonlySet<string>;
}

function judgeNode(node: SyntaxNode, known: Knowledge): PolicyProblem | null {
  if (isImport(node)) {
    for (const item of importedNames(node)) {
      const reason = importProblem(item);
      if (reason) return { code: 'import-not-allowed', reason };
      if (item.module in ALLOWED_ATTRIBUTES && item.name === null) {
        return { code: 'import-not-allowed', reason: `${quoteLine(node)}: import it at the top of the file` };
      }
    }
    return null;
  }
  const reason =
    node.type === 'identifier'
      ? nameProblem(node, known)
      : node.type === 'attribute'
        ? attributeProblem(node)
        : node.type === 'call'
          ? callProblem(node, known)
          : null;
  return reason ? { code: 'call-not-allowed', reason: `${quoteLine(node)}: ${reason}` } : null;
}

function nameProblem(node: SyntaxNode, known: Knowledge): string | null {
  const parent = node.parent;
  if (parent?.type === 'attribute' && !node.equals(parent.childForFieldName('object')!)) return null;
  if (parent?.type === 'keyword_argument' && node.equals(parent.childForFieldName('name')!)) return null;
  if (REFUSED_NAMES.has(node.text)) return `${node.text} reaches beyond what a test needs`;
  const module = known.watched.get(node.text);
  if (!module) return null;
  const attribute = parent?.type === 'attribute' ? parent.childForFieldName('attribute')!.text : null;
  if (attribute && ALLOWED_ATTRIBUTES[module]!.test(attribute)) return null;
  if (isPatched(attribute ? parent! : node, attribute)) return null;
  return attribute
    ? `${module}.${attribute} is not allowed in a test; use the monkeypatch fixture`
    : `the module ${module} may not be passed around`;
}

/** `patch.dict(os.environ, …)` and `monkeypatch.setattr(time, "sleep", …)` undo themselves. */
function isPatched(used: SyntaxNode, attribute: string | null): boolean {
  const call = used.parent?.type === 'argument_list' ? used.parent.parent : null;
  const callee = call ? (dottedName(call.childForFieldName('function')!) ?? '') : '';
  if (attribute === 'environ') return /(^|\.)patch\.dict$|^monkeypatch\.(setitem|delitem)$/.test(callee);
  return attribute === null && /(^|\.)patch\.object$|^monkeypatch\.(setattr|delattr)$/.test(callee);
}

function attributeProblem(node: SyntaxNode): string | null {
  const name = node.childForFieldName('attribute')!.text;
  if (REFUSED_ATTRIBUTES.has(name)) return `${name} reaches beyond what a test needs`;
  const object = node.childForFieldName('object')!;
  if (object.type !== 'attribute') return null;
  const borrowed = borrowedDataReason(object.childForFieldName('attribute')!.text, name);
  return borrowed && !isPatched(node, name) ? `${borrowed}; ${REPLACE_IT}` : null;
}

const REPLACE_IT = 'replace it with monkeypatch or mock.patch';

function callProblem(node: SyntaxNode, known: Knowledge): string | null {
  const callee = node.childForFieldName('function')!;
  const dotted = dottedName(callee);
  if (dotted !== null && REFUSED_FUNCTIONS.has(dotted)) return `${dotted} reaches beyond what a test needs`;
  if (dotted !== null && REFUSED_CALLS.has(dotted)) return `${dotted} starts processes or connections`;
  if (dotted === 'open' || dotted === 'io.open') return openProblem(node, known);
  if (callee.type !== 'attribute') return null;
  const method = callee.childForFieldName('attribute')!.text;
  const object = callee.childForFieldName('object')!;
  if (REFUSED_METHODS.has(method)) return `${method} starts processes or connections`;
  const borrowed = borrowedCallReason(dottedName(object)?.split('.') ?? [], method);
  if (borrowed) return `${borrowed}; ${REPLACE_IT}`;
  if (method === 'open' && writes(node, 0))
    return known.temporary.has(leftmostName(object) ?? '') ? null : WRITE_REASON;
  if (WRITING_METHODS.has(method) && !known.temporary.has(leftmostName(object) ?? '')) return WRITE_REASON;
  return null;
}

const WRITE_REASON = 'tests write only below the tmp_path fixture';

function openProblem(node: SyntaxNode, known: Knowledge): string | null {
  if (!writes(node, 1)) return null;
  const first = argumentsOf(node)[0];
  return first && known.temporary.has(leftmostName(first) ?? '') ? null : WRITE_REASON;
}

/** Whether an `open` call names a writing mode, or one that cannot be read from the text. */
function writes(node: SyntaxNode, modePosition: number): boolean {
  const all = argumentsOf(node);
  const keyword = all.find(
    (argument) => argument.type === 'keyword_argument' && argument.childForFieldName('name')?.text === 'mode',
  );
  const positional = all[modePosition]?.type === 'keyword_argument' ? null : all[modePosition];
  const mode = keyword?.childForFieldName('value') ?? positional ?? null;
  return mode !== null && !/^['"]r[bt]?['"]$/.test(mode.text);
}

function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const list = call.childForFieldName('arguments');
  return list?.type === 'argument_list' ? list.namedChildren.filter((child) => child.type !== 'comment') : [];
}

/** Fixture names plus every local name assigned from an expression that begins with one of them. */
function temporaryNames(root: SyntaxNode): Set<string> {
  const assigned = new Map<string, string[]>();
  walk(root, (node) => {
    if (node.type !== 'assignment') return;
    const left = node.childForFieldName('left')!;
    const right = node.childForFieldName('right');
    if (left.type !== 'identifier' || !right) return;
    const wrapped = right.type === 'call' ? argumentsOf(right)[0] : undefined;
    for (const source of [leftmostName(right), wrapped && leftmostName(wrapped)]) {
      if (!source) continue;
      const targets = assigned.get(source);
      if (targets) targets.push(left.text);
      else assigned.set(source, [left.text]);
    }
  });
  const names = new Set<string>();
  const open = [...TEMPORARY_FIXTURES];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (names.has(name)) continue;
    names.add(name);
    open.push(...(assigned.get(name) ?? []));
  }
  return names;
}
