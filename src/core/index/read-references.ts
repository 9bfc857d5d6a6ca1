/** Names that a piece of text reads, and what it binds its local names to. */
export interface References {
  uses: string[];
  calls: string[];
  locals: Record<string, string>;
}

/** Wider than Python's names in what is not ASCII, which only costs a look-up that fails; `\\p{…}` would be five times slower. */
const NAME = String.raw`[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*`;
const DOTTED = new RegExp(String.raw`(?:\.[ \t]*)?${NAME}(?:[ \t]*\.[ \t]*${NAME})*`, 'g');
const ASSIGNED = new RegExp(
  String.raw`^[ \t]*((?:self\.)?${NAME})[ \t]*(?::[^=\n]+)?=(?!=)[ \t]*(?:await[ \t]+)?(?:(${NAME}(?:\.${NAME})*)[ \t]*(\(|\n)?)?`,
  'gm',
);
const ANNOTATED = new RegExp(String.raw`^[ \t]*((?:self\.)?${NAME})[ \t]*:[ \t]*([^=\n]+)`, 'gm');
const BOUND_BY_WITH = new RegExp(
  String.raw`\b(?:with|,)[ \t]+(${NAME}(?:\.${NAME})*)\([^\n]{0,200}?\)[ \t]+as[ \t]+(${NAME})`,
  'g',
);
const BOUND = new RegExp(
  String.raw`\b(?:for|as|import)[ \t]+(${NAME}(?:[ \t]*,[ \t]*${NAME})*)|(${NAME})[ \t]*:=`,
  'g',
);
/** `Cart(3).total` and `super().save`: the attribute belongs to what is called. */
const CALLED = new RegExp(String.raw`(${NAME})\(([^()]{0,300})\) ?(?=\.)`, 'g');
/** Calls in the arguments of calls are taken apart so many times. */
const CALL_DEPTH = 3;

/** https://docs.python.org/3/reference/lexical_analysis.html#keywords, and `self` and `cls` when nothing follows. */
const NOT_READ = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield self cls super print'
  ).split(' '),
);

/** Text with more names than this is generated; the first ones are kept. */
const MAX_USES = 400;

/** @param masked text whose strings and comments are blanks (`maskText`) */
export function readReferences(masked: string): References {
  // Runs of blanks would make the patterns below slow.
  const text = joinCalls(masked.replaceAll(/[ \t]+/g, ' '));
  const locals: Record<string, string> = Object.create(null);
  for (const match of text.matchAll(ASSIGNED)) {
    const [, name, type, call] = match;
    if (locals[name!] || isArgument(text, match.index + match[0].length)) continue;
    // `x = Cart(…)`, and `self.x = x` for what a parameter says.
    const isKnown = type && (call === '(' || (call === '\n' && name!.startsWith('self.')));
    locals[name!] = isKnown ? type : '';
  }
  for (const [, name, type] of text.matchAll(ANNOTATED)) {
    if (!NOT_READ.has(name!)) locals[name!] = type!.trim();
  }
  for (const [, type, name] of text.matchAll(BOUND_BY_WITH)) locals[name!] ||= type!;
  for (const [, names, walrus] of text.matchAll(BOUND)) {
    for (const name of (names ?? walrus ?? '').split(',')) locals[name.trim()] ??= '';
  }
  const uses = new Set<string>();
  const calls = new Set<string>();
  for (const match of text.matchAll(DOTTED)) {
    const name = match[0].replaceAll(/[ \t]/g, '');
    if (NOT_READ.has(name)) continue;
    const end = match.index + match[0].length;
    const next = /^[ \t]*(==|=|\()?/.exec(text.slice(end, end + 20))![1];
    // `name=` binds: an assignment, or the keyword of an argument.
    if (next === '=' && !name.includes('.')) continue;
    if (/\d/.test(text[match.index - 1] ?? '')) continue;
    if (uses.size >= MAX_USES) break;
    uses.add(name);
    if (next === '(') calls.add(name);
  }
  return { uses: [...uses], calls: [...calls], locals: { ...locals } };
}

/** Whether the line is one of several arguments of a call: `cart=cart,`. */
function isArgument(text: string, from: number): boolean {
  const end = text[from - 1] === '\n' ? from - 1 : text.indexOf('\n', from);
  return text[(end < 0 ? text.length : end) - 1] === ',';
}

/** Calls before an attribute lose their parentheses; the arguments follow at the end. */
function joinCalls(text: string): string {
  let result = text;
  for (let depth = 0; depth < CALL_DEPTH; depth++) {
    const given: string[] = [];
    result = result.replaceAll(CALLED, (_, name: string, inner: string) => {
      if (inner.trim() !== '') given.push(inner);
      return name;
    });
    if (given.length === 0) break;
    result += `\n(${given.join('\n,')})`;
  }
  return result;
}
