/** Whatever stands between two calls says nothing about what the target is given. */
const LITERAL_WORDS = new Set(['True', 'False', 'None', 'not', 'lambda']);

/**
 * What a test calls its target with, one entry a call, sorted and without layout; parametrized cases count by their
 * whole table. Null where that cannot be read from the text: no call is found, or an argument is made elsewhere.
 * @param name of the function or method, without its class
 */
export function findCalledInputs(code: string, name: string): string[] | null {
  const plain = withoutLayout(code);
  const tables = argumentsOf(plain, '@pytest.mark.parametrize');
  const calls = argumentsOf(plain, name.replace(/\W/g, ''));
  if (calls.length === 0) return null;
  const known = new Set(tables.flatMap((table) => parameterNames(table)));
  return calls.every((call) => isLiteral(call, known)) ? [...new Set([...calls, ...tables])].sort() : null;
}

/** Strings keep their blanks, everything else loses them. */
function withoutLayout(code: string): string {
  return code.replaceAll(
    /("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|#[^\n]*|[^\S\n]+(?=[^\w\s])|(?<=[^\w\s])[^\S\n]+/g,
    (_, string: string | undefined) => string ?? '',
  );
}

/** Texts between the brackets of each call of this name. */
function argumentsOf(code: string, name: string): string[] {
  const found: string[] = [];
  const opening = new RegExp(`(?<![\\w])${name.replaceAll('.', '\\.')}\\(`, 'g');
  for (const match of code.matchAll(opening)) {
    if (/\bdef\s+$/.test(code.slice(0, match.index))) continue;
    const start = match.index + match[0].length;
    const end = closingBracket(code, start);
    if (end !== null)
      found.push(
        code
          .slice(start, end)
          .replaceAll(/\s*\n\s*/g, '')
          .replace(/,$/, ''),
      );
  }
  return found;
}

/** Index of the bracket that closes what was opened before `start`. */
function closingBracket(code: string, start: number): number | null {
  let depth = 1;
  const tokens = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[()[\]{}]/g;
  tokens.lastIndex = start;
  for (let token = tokens.exec(code); token; token = tokens.exec(code)) {
    if (/^[([{]$/.test(token[0])) depth += 1;
    else if (/^[)\]}]$/.test(token[0])) depth -= 1;
    if (depth === 0) return token.index;
  }
  return null;
}

/** Names in the first argument of `parametrize`: `"price,quantity"` or a list of strings. */
function parameterNames(table: string): string[] {
  const first = /^[([]?(?:"[^"]*",?|'[^']*',?)+/.exec(table)?.[0] ?? '';
  return first.match(/\w+/g) ?? [];
}

/** Numbers, strings, collections of them, keywords, constructors such as `Decimal("1")`, and parameters of a table. */
function isLiteral(call: string, parameters: ReadonlySet<string>): boolean {
  const bare = call.replaceAll(/[a-zA-Z]{0,2}("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/g, '');
  for (const match of bare.matchAll(/(?<![\w.])([A-Za-z_]\w*)(\s*=(?!=)|\()?/g)) {
    const [, word = '', after] = match;
    if (after?.trim() === '=' || LITERAL_WORDS.has(word) || parameters.has(word)) continue;
    if (!(after === '(' && /^[A-Z]/.test(word))) return false;
  }
  return true;
}
