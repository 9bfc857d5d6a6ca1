import type { SyntaxNode } from './parser.ts';
import { walk } from './walk.ts';

/** What a body of code does, as far as its shape tells; counts are of places in the source. */
export interface BodyFacts {
  /** `if`, `elif`, conditional expressions, `case`, `except`, conditions of comprehensions. */
  branches: number;
  loops: number;
  /** Names of the exceptions that are raised, each once. */
  raises: string[];
  /** `<`, `<=`, `>`, `>=`. */
  limits: number;
  arithmetic: number;
  decimal: boolean;
  dates: boolean;
  /** Words about rights, identity or secrets among its names. */
  authorization: boolean;
  databaseWrites: boolean;
  /** Every name that occurs, with attributes. */
  names: ReadonlySet<string>;
}

const BRANCHES = new Set([
  'if_statement',
  'elif_clause',
  'conditional_expression',
  'case_clause',
  'except_clause',
  'except_group_clause',
  'if_clause',
]);
const LOOPS = new Set(['for_statement', 'while_statement', 'for_in_clause']);
const LIMITS = new Set(['<', '<=', '>', '>=']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '//', '%', '**', '+=', '-=', '*=', '/=', '//=', '%=', '**=']);
const CALCULATIONS = new Set(['binary_operator', 'augmented_assignment']);
const TEXTS = new Set(['string', 'concatenated_string', 'list', 'tuple', 'list_comprehension']);
const DECIMAL = /^(Decimal|quantize|ROUND_[A-Z_]+)$/;
const DATES = /^(timedelta|relativedelta|strptime|fromisoformat|utcnow|localtime|make_aware|now|today)$/;
const AUTHORIZATION =
  /permission|has_perm|^is_(staff|superuser|authenticated|anonymous|owner|admin)$|login_required|authenticate|authoriz|password|csrf|^(check|verify|validate)_(token|signature)|access_token|secret_key|PermissionDenied/i;
const WRITES =
  /^(save|bulk_create|bulk_update|get_or_create|update_or_create|select_for_update|executemany|commit|rollback|atomic|asave|acreate|aupdate|adelete)$/;
/** These are database writes only on a manager or queryset: `Cart.objects.create(…)`, `….filter(…).delete()`. */
const WRITES_ON_QUERYSETS = /^(create|update|delete|add|execute)$/;
const QUERYSETS = /\b(objects|_set|filter\(|exclude\(|cursor|session|queryset|qs)\b/;

/** Reads the facts of a definition: its decorators, parameters and body. */
export function readBodyFacts(node: SyntaxNode, text: string): BodyFacts {
  const names = new Set<string>();
  const raises = new Set<string>();
  const counts = { branches: 0, loops: 0, limits: 0, arithmetic: 0 };
  let writes = false;
  walk(node, (cursor) => {
    const type = cursor.nodeType;
    if (type === 'comment' || type === 'type') return 'skip';
    if (BRANCHES.has(type)) counts.branches++;
    else if (LOOPS.has(type)) counts.loops++;
    else if (LIMITS.has(type)) counts.limits++;
    else if (CALCULATIONS.has(type)) counts.arithmetic += isArithmetic(cursor.currentNode) ? 1 : 0;
    else if (type === 'identifier') names.add(text.slice(cursor.startIndex, cursor.endIndex));
    else if (type === 'raise_statement') {
      const raised = raisedName(cursor.currentNode);
      if (raised) raises.add(raised);
    } else if (type === 'call') writes ||= isDatabaseWrite(cursor.currentNode);
    return undefined;
  });
  const some = (pattern: RegExp): boolean => [...names].some((name) => pattern.test(name));
  return {
    ...counts,
    raises: [...raises],
    decimal: some(DECIMAL),
    dates: some(DATES),
    authorization: some(AUTHORIZATION),
    databaseWrites: writes,
    names,
  };
}

/** Not what merely joins or formats texts and lists. */
function isArithmetic(node: SyntaxNode): boolean {
  const [left, operator, right] = node.children.filter((child) => child.type !== 'comment');
  return ARITHMETIC.has(operator?.type ?? '') && !TEXTS.has(left!.type) && !TEXTS.has(right?.type ?? '');
}

/** `raise ValueError("…")` → `ValueError`; a bare `raise` or a variable → null. */
function raisedName(statement: SyntaxNode): string | null {
  const raised = statement.namedChild(0);
  const name = raised?.type === 'call' ? raised.childForFieldName('function') : raised;
  const last = name?.text.split('.').at(-1) ?? '';
  return /^[A-Z]\w*$/.test(last) ? last : null;
}

function isDatabaseWrite(call: SyntaxNode): boolean {
  const called = call.childForFieldName('function');
  if (called?.type !== 'attribute') return false;
  const method = called.childForFieldName('attribute')?.text ?? '';
  if (WRITES.test(method)) return true;
  if (!WRITES_ON_QUERYSETS.test(method)) return false;
  return QUERYSETS.test(called.childForFieldName('object')?.text.slice(-200) ?? '');
}
