/**
 * The types that a docstring gives to parameters, as annotations: `:type x: str`, `:param str x:`, `:param x: A string`,
 * Google's `x (str):` and NumPy's `x : str`. Only types that are built in; prose that names none is left out.
 */
export function readDocstringTypes(
  docstring: string | null,
  parameters: readonly string[],
): Map<string, string> {
  const types = new Map<string, string>();
  if (docstring === null) return types;
  for (const name of parameters) {
    const own = name.replaceAll(/[^\w]/g, '');
    const given = PATTERNS.map(
      (pattern) => new RegExp(pattern.replace('NAME', own), 'm').exec(docstring)?.[1],
    );
    const found = given.map((text) => (text === undefined ? null : toAnnotation(text))).find(Boolean);
    const told = new RegExp(`^\\s*:param ${own}:\\s*(.*)$`, 'm').exec(docstring)?.[1];
    const annotation = found ?? (told === undefined ? null : annotationOfProse(told));
    if (annotation) types.set(name, annotation);
  }
  return types;
}

const PATTERNS = [
  String.raw`^\s*:type NAME:\s*(.+)$`,
  String.raw`^\s*:param ([\w\[\], |.]+?) NAME:`,
  String.raw`^\s*\*{0,2}NAME \(([^)\n]+)\):`,
  String.raw`^\s*NAME\s+:\s+(.+)$`,
  String.raw`^\s*NAME: (str|int|float|bool|bytes|list|dict|tuple|set)\b`,
];

const WORDS: Record<string, string> = {
  str: 'str',
  string: 'str',
  strings: 'str',
  text: 'str',
  unicode: 'str',
  int: 'int',
  ints: 'int',
  integer: 'int',
  integers: 'int',
  float: 'float',
  floats: 'float',
  number: 'float',
  bool: 'bool',
  boolean: 'bool',
  bytes: 'bytes',
  none: 'None',
  list: 'list',
  dict: 'dict',
  dictionary: 'dict',
  tuple: 'tuple',
  set: 'set',
};

/** `str, optional` → `str | None`; `list of int` → `list[int]`; null for anything that is not built in. */
function toAnnotation(text: string): string | null {
  const plain = text
    .replaceAll(/:\w+:|[`*~]/g, '')
    .replace(/,?\s*(default|defaults)\b.*$/i, '')
    .trim()
    .replace(/\.$/, '');
  const isOptional = /,?\s*\boptional\b/i.test(plain);
  const parts = plain
    .replaceAll(/,?\s*\boptional\b/gi, '')
    .split(/\s+or\s+|\s*\|\s*/)
    .map((part) => wordOf(part.trim()));
  if (!parts.every((part) => part !== null)) return null;
  return [...new Set(isOptional ? [...parts, 'None'] : parts)].join(' | ');
}

function wordOf(text: string): string | null {
  const list = /^(?:list|sequence|iterable)(?:\s+of\s+|\[)(\w+)\]?$/i.exec(text);
  const item = list ? WORDS[list[1]!.toLowerCase()] : undefined;
  if (list) return item ? `list[${item}]` : null;
  return WORDS[text.toLowerCase()] ?? null;
}

/** `A string containing …` → `str`. */
function annotationOfProse(text: string): string | null {
  const word =
    /^(?:an?|the)?\s*(?:\w+\s)?(string|integer|boolean|float|bytes|list of \w+|dict(?:ionary)?)\b/i.exec(
      text,
    )?.[1];
  return word ? wordOf(word) : null;
}
