import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { type ImportedName, importedNames, isImport } from '../suggestions/imports.ts';
import { nestsTooDeep } from '../suggestions/syntax-depth.ts';
import { type BoundCall, bindCall, isSameCall } from './bind-call.ts';
import type { ExpectedBehaviour } from './expectation.ts';
import { readWrittenValue } from './literal-values.ts';

/** A call that the docstring shows as typed at the prompt, with what it answers. */
export interface DocumentedExample {
  call: BoundCall;
  expected: ExpectedBehaviour;
  /** `>>> f(2) → 3`, for people. */
  quote: string;
}

interface Prompted {
  source: string;
  output: string;
}

/**
 * The examples of a target's docstring that call it with literals and show a literal or an exception. An example with
 * doctest's own marks (`...`, directives), with escapes, or shown twice with different answers is left out.
 */
export function readDocstringExamples(parser: PythonParser, target: Target): DocumentedExample[] {
  const { docstring } = target;
  // What the function prints would be shown as well, and a backslash may mean two things in a docstring.
  if (!docstring?.includes('>>>') || /\bprint\(|\byield\b/.test(codeOf(target))) return [];
  const prompted = splitExamples(docstring);
  const imports = prompted.flatMap(({ source }) => readImports(parser, source));
  const examples = prompted.flatMap(({ source, output }) => {
    if (/\\|#\s*doctest:/.test(source) || /\\|\.\.\.|<\w/.test(withoutTraceback(output))) return [];
    const call = readCall(parser, target, source, imports);
    const expected = call && readOutput(parser, output);
    return call && expected ? [{ call, expected, quote: `>>> ${source.trim()} → ${lastLine(output)}` }] : [];
  });
  return examples.filter(
    (one) =>
      !examples.some(
        (other) => other !== one && isSameCall(other.call, one.call) && lastOf(other) !== lastOf(one),
      ),
  );
}

function lastOf(example: DocumentedExample): string {
  return example.quote.slice(example.quote.lastIndexOf('→'));
}

function splitExamples(docstring: string): Prompted[] {
  const found: Prompted[] = [];
  let current: Prompted | null = null;
  let isSource = false;
  for (const line of docstring.split('\n')) {
    const prompt = /^\s*>>> ?(.*)$/.exec(line);
    const more = isSource ? /^\s*\.\.\. ?(.*)$/.exec(line) : null;
    if (prompt) {
      current = { source: prompt[1]!, output: '' };
      found.push(current);
      isSource = true;
    } else if (more && current) {
      current.source += `\n${more[1]!}`;
    } else if (line.trim() === '') {
      current = null;
      isSource = false;
    } else if (current) {
      current.output += `${current.output === '' ? '' : '\n'}${line.trim()}`;
      isSource = false;
    }
  }
  return found;
}

function readImports(parser: PythonParser, source: string): ImportedName[] {
  if (!source.includes('import')) return [];
  return parser.withTree(source, (root) => root.namedChildren.filter(isImport).flatMap(importedNames));
}

function readCall(
  parser: PythonParser,
  target: Target,
  source: string,
  imports: readonly ImportedName[],
): BoundCall | null {
  return parser.withTree(source, (root) => {
    if (root.hasError || root.namedChildCount !== 1 || nestsTooDeep(root)) return null;
    const statement = root.namedChild(0)!;
    const expression = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    if (!expression || statement.namedChildCount !== 1) return null;
    return bindCall(parser, target, expression, {
      path: target.path,
      imports,
      resolve: () => null,
      makerOf: () => null,
    });
  });
}

/** An example without output is left out: that it returns None is rarely what its author wanted to say. */
function readOutput(parser: PythonParser, output: string): ExpectedBehaviour | null {
  if (/^Traceback \(/.test(output)) {
    const name = /^([\w.]+)(?::|$)/.exec(lastLine(output))?.[1];
    return name ? { kind: 'raises', exceptions: [name.split('.').at(-1)!] } : null;
  }
  if (output === '') return null;
  return parser.withTree(output, (root) => {
    if (root.hasError || root.namedChildCount !== 1 || nestsTooDeep(root)) return null;
    const statement = root.namedChild(0)!;
    const expression =
      statement.type === 'expression_statement' && statement.namedChildCount === 1
        ? statement.namedChild(0)!
        : null;
    const value = expression && readWrittenValue(expression);
    return value && { kind: 'value', value, isApproximate: false };
  });
}

function withoutTraceback(output: string): string {
  return /^Traceback \(/.test(output) ? '' : output;
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)!.trim();
}

/** The source without its docstring. */
function codeOf(target: Target): string {
  return target.source.replace(/("""|''')[\s\S]*?\1/, '');
}
