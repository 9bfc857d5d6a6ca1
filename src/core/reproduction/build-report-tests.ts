import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { dedent } from '../suggestions/dedent.ts';
import { isImport } from '../suggestions/imports.ts';
import type { ProposedTest } from '../suggestions/reply-schema.ts';
import { dottedName, leftmostName, walk } from '../suggestions/syntax.ts';
import { readDoctest } from './read-doctest.ts';
import type { IsolatedReport } from './report.ts';
import { areOfOneKind, findLiteral, importsOfValue, isLiteralText } from './report-literals.ts';
import type { Suspect } from './suspect-lines.ts';

/** A test from a report's own code, in both versions. */
export interface ReportTest {
  passing: ProposedTest;
  flipped: { title: string; checks: string; imports: string[]; code: string };
}

/** Code of a report and what it says came of its last statement. */
interface Example {
  statements: string[];
  /** Text of a literal, as a doctest prints it. */
  printed: string | null;
}

const MAX_STATEMENTS = 30;

/**
 * Tests from the runnable code of a report, without a model: a doctest or snippet whose result the report states, or one that
 * ends in the exception of its traceback, or the call in the traceback itself. Nothing is invented: where the right value is
 * not stated, the flipped version says that the wrong one does not hold.
 */
export function buildReportTests(
  parser: PythonParser,
  report: IsolatedReport,
  { suspects, issueNumber }: { suspects: readonly Suspect[]; issueNumber: number },
): ReportTest[] {
  const examples = [
    ...report.code.flatMap((block) => readExample(parser, block) ?? []),
    ...report.tracebacks.flatMap(({ frames }) => readFrameCall(parser, frames[0]?.source ?? '') ?? []),
  ];
  return examples.flatMap((example) => buildTest(parser, report, example, { suspects, issueNumber }) ?? []);
}

function readExample(parser: PythonParser, block: { language: string; text: string }): Example | null {
  if (!['', 'py', 'python', 'pycon', 'python3', 'pytb'].includes(block.language)) return null;
  const isConsole = /^\s*>>> /m.test(block.text);
  const source = isConsole ? readDoctest(block.text) : { code: dedent(block.text), printed: null };
  return parser.withTree(source.code, (root) => {
    if (root.hasError) return null;
    const statements = root.namedChildren.filter(({ type }) => type !== 'comment');
    if (statements.length === 0 || statements.length > MAX_STATEMENTS) return null;
    return { statements: statements.map(({ text }) => text), printed: source.printed };
  });
}

/** `total = line_total(3, 2)` of the outermost frame, when everything in it stands there. */
function readFrameCall(parser: PythonParser, source: string): Example | null {
  return parser.withTree(source, (root) => {
    const [statement, ...more] = root.namedChildren;
    if (root.hasError || !statement || more.length > 0 || statement.type !== 'expression_statement')
      return null;
    const inner = statement.namedChild(0)!;
    const call = inner.type === 'assignment' ? inner.childForFieldName('right') : inner;
    if (call?.type !== 'call' || dottedName(call.childForFieldName('function')!) === null) return null;
    const given = call.childForFieldName('arguments')?.namedChildren ?? [];
    const isComplete = given.every((one) =>
      isLiteralText(
        parser,
        one.type === 'keyword_argument' ? one.childForFieldName('value')!.text : one.text,
      ),
    );
    return isComplete ? { statements: [call.text], printed: null } : null;
  });
}

function buildTest(
  parser: PythonParser,
  report: IsolatedReport,
  example: Example,
  { suspects, issueNumber }: { suspects: readonly Suspect[]; issueNumber: number },
): ReportTest | null {
  const imports = example.statements.filter((text) => /^(?:from|import)\s/.test(text));
  const body = example.statements.filter((text) => !/^(?:from|import)\s/.test(text));
  const last = readLast(parser, body.at(-1) ?? '');
  if (!last) return null;
  const used = findUsed(parser, [...body].join('\n'));
  const known = suspects.filter(({ className, kind }) => className === null || kind === 'class');
  const own = known.filter(({ qualname }) => used.has(qualname));
  const imported = imports.join('\n');
  const target = own[0] ?? suspects.find((one) => imported.includes(one.module));
  if (!target) return null;
  for (const one of own) {
    if (!new RegExp(`\\b${one.qualname}\\b`).test(imported))
      imports.push(`from ${one.module} import ${one.qualname}`);
  }
  const versions = buildVersions(parser, report, example, last);
  if (!versions) return null;
  const needsDatabase = /\.models\b/.test(imported) || /\.objects\./.test(body.join('\n'));
  const all = [
    ...new Set([
      ...imports,
      ...versions.imports.filter((line) => !bindsName(imports, line.split(' ').at(-1)!)),
      ...(needsDatabase ? ['import pytest'] : []),
    ]),
  ];
  const setup = body.slice(0, -1);
  const render = (end: string[]): string =>
    [
      ...(needsDatabase ? ['@pytest.mark.django_db'] : []),
      `def test_issue_${issueNumber}():`,
      ...[...setup, ...end].flatMap((text) =>
        text.split('\n').map((line) => (line === '' ? '' : `    ${line}`)),
      ),
      '',
    ].join('\n');
  const title = `The example of issue ${issueNumber}`;
  const checks = 'The code that the report quotes, with the result that it complains about.';
  return {
    passing: { target_id: target.id, path: '', title, checks, imports: all, code: render(versions.passing) },
    flipped: {
      title,
      checks: 'The code that the report quotes, with the result that it asks for.',
      imports: all,
      code: render(versions.flipped),
    },
  };
}

interface Versions {
  passing: string[];
  flipped: string[];
  /** What the ends use beyond the example's own imports. */
  imports: string[];
}

/** Both ends of the test: by the asserted condition, by the exception, or by the values that the report states. */
function buildVersions(
  parser: PythonParser,
  report: IsolatedReport,
  example: Example,
  last: { text: string; condition: string | null },
): Versions | null {
  if (last.condition !== null) {
    return {
      passing: [`assert not (${last.condition})`],
      flipped: [`assert ${last.condition}`],
      imports: [],
    };
  }
  const { exception, module = null } = report.tracebacks.at(-1) ?? {};
  const wrong = example.printed ?? (exception ? null : findLiteral(parser, report.actual ?? ''));
  if (wrong !== null && isLiteralText(parser, wrong)) {
    const told = findLiteral(parser, report.expected ?? '');
    // "one of them has to be `3.34`" is no value for the whole list.
    const fits = told !== null && ([told, wrong].includes('None') || areOfOneKind(parser, told, wrong));
    const right = fits ? told : null;
    const compare = (operator: string, value: string): string[] => [
      `result = ${last.text}`,
      ['None', 'True', 'False'].includes(value)
        ? `assert result ${operator === '==' ? 'is' : 'is not'} ${value}`
        : `assert result ${operator} ${value}`,
    ];
    return {
      passing: compare('==', wrong),
      flipped: right !== null && right !== wrong ? compare('==', right) : compare('!=', wrong),
      imports: importsOfValue(`${wrong} ${right ?? ''}`),
    };
  }
  if (!exception || !/^[A-Za-z_]\w*$/.test(exception)) return null;
  return {
    passing: [`with pytest.raises(${exception}):`, `    ${last.text}`],
    flipped: [last.text],
    imports: ['import pytest', ...(module === null ? [] : [`from ${module} import ${exception}`])],
  };
}

/** Whether one of the imports binds the name already. */
function bindsName(imports: readonly string[], name: string): boolean {
  return imports.some((line) => new RegExp(`\\bimport\\b.*\\b${name}\\b`).test(line));
}

/** The last statement as an expression: `print(f(1))` looks at `f(1)`, `x = f(1)` at its right side; of an assertion the condition. */
function readLast(parser: PythonParser, text: string): { text: string; condition: string | null } | null {
  return parser.withTree(text, (root) => {
    const statement = root.namedChildren.find(({ type }) => type !== 'comment');
    if (root.hasError || !statement || text.includes('\n')) return null;
    if (statement.type === 'assert_statement') {
      const condition = statement.namedChild(0)?.text ?? null;
      return condition === null ? null : { text: condition, condition };
    }
    const inner = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    if (!inner) return null;
    const value = inner.type === 'assignment' ? inner.childForFieldName('right') : inner;
    const printed = value?.type === 'call' && value.childForFieldName('function')?.text === 'print';
    const argument = printed ? value.childForFieldName('arguments')?.namedChild(0) : value;
    return argument && holdsCall(argument) ? { text: argument.text, condition: null } : null;
  });
}

function holdsCall(node: SyntaxNode): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.type === 'call') found = true;
    return !found;
  });
  return found;
}

/** Names that the code begins its expressions with. */
function findUsed(parser: PythonParser, code: string): Set<string> {
  return parser.withTree(code, (root) => {
    const names = new Set<string>();
    walk(root, (node) => {
      if (isImport(node)) return false;
      if (node.type === 'call' || node.type === 'attribute') {
        const name = leftmostName(node);
        if (name) names.add(name);
      }
      return true;
    });
    return names;
  });
}
