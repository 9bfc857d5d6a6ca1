import { renderString } from '../builtin/python-values.ts';
import type { PythonParser } from '../python/parser.ts';
import { editDistance } from '../suggestions/repairs/nearest-fixture.ts';
import type { ProposedTest } from '../suggestions/reply-schema.ts';
import { findUsed, type Last, readLast } from './example-syntax.ts';
import { type Example, readExamples } from './read-examples.ts';
import type { IsolatedReport } from './report.ts';
import {
  areOfOneKind,
  findLiteral,
  findStatedText,
  importsOfValue,
  isLiteralText,
} from './report-literals.ts';
import type { Suspect } from './suspect-lines.ts';

/** Printed text that is longer is no line of a test. */
const MAX_TEXT = 1000;

/** A test from a report's own code, in both versions. */
export interface ReportTest {
  passing: ProposedTest;
  flipped: { title: string; checks: string; imports: string[]; code: string };
}

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
  return readExamples(parser, report).flatMap(
    (example) => buildTest(parser, report, example, { suspects, issueNumber }) ?? [],
  );
}

function buildTest(
  parser: PythonParser,
  report: IsolatedReport,
  example: Example,
  { suspects, issueNumber }: { suspects: readonly Suspect[]; issueNumber: number },
): ReportTest | null {
  const importsSomething = (text: string): boolean => /^(?:from|import)\s/.test(text);
  const imports = example.statements.filter(importsSomething);
  const body = example.statements.filter((text) => !importsSomething(text));
  if (body.length === 0) return null;
  const used = findUsed(parser, body.join('\n'));
  const packages = new Set(suspects.map(({ module }) => module.split('.')[0]!));
  const isBound = (name: string): boolean => bindsName(imports, name) || used.bound.has(name);
  const own = suspects.filter(
    ({ className, kind, qualname }) => (className === null || kind === 'class') && used.first.has(qualname),
  );
  for (const one of own)
    if (!isBound(one.qualname)) imports.push(`from ${one.module} import ${one.qualname}`);
  for (const name of used.first) if (packages.has(name) && !isBound(name)) imports.push(`import ${name}`);
  const imported = imports.join('\n');
  const fromHere = suspects.filter(
    ({ module }) => imported.includes(module) || bindsName(imports, module.split('.')[0]!),
  );
  const target =
    own[0] ??
    fromHere.find(({ qualname }) => used.all.has(qualname.split('.').at(-1)!)) ??
    fromHere.find(({ module }) => imported.includes(module)) ??
    fromHere[0];
  if (!target) return null;
  const last = readLast(parser, body);
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
  last: Last,
): Versions | null {
  if (last.condition !== null) {
    return {
      passing: [`assert not (${last.condition})`],
      flipped: [`assert ${last.condition}`],
      imports: [],
    };
  }
  const { exception, module = null } = report.tracebacks.at(-1) ?? {};
  if (exception && (example.output === null || example.output.includes(exception))) {
    if (!/^[A-Za-z_]\w*$/.test(exception)) return null;
    const act = last.value ?? last.statement;
    return {
      passing: [`with pytest.raises(${exception}):`, indent(act)],
      flipped: [act],
      imports: ['import pytest', ...(module === null ? [] : [`from ${module} import ${exception}`])],
    };
  }
  if (last.value === null) return null;
  return byValue(parser, report, example, last.value) ?? byText(parser, report, example, last);
}

/** The report states values as Python writes them. */
function byValue(
  parser: PythonParser,
  report: IsolatedReport,
  example: Example,
  value: string,
): Versions | null {
  const wrong = example.output ?? findLiteral(parser, report.actual ?? '');
  if (wrong === null || !isLiteralText(parser, wrong)) return null;
  const told = findLiteral(parser, report.expected ?? '');
  // "one of them has to be `3.34`" is no value for the whole list.
  const fits = told !== null && ([told, wrong].includes('None') || areOfOneKind(parser, told, wrong));
  const right = fits ? told : null;
  const compare = (operator: string, other: string): string[] => [
    `result = ${value}`,
    ['None', 'True', 'False'].includes(other)
      ? `assert result ${operator === '==' ? 'is' : 'is not'} ${other}`
      : `assert result ${operator} ${other}`,
  ];
  return {
    passing: compare('==', wrong),
    flipped: right !== null && right !== wrong ? compare('==', right) : compare('!=', wrong),
    imports: importsOfValue(`${wrong} ${right ?? ''}`),
  };
}

/**
 * The report states what was printed, or what the interpreter echoed of something that is no literal. Blocks of text lose blank
 * lines around them, so these do not count.
 */
function byText(
  parser: PythonParser,
  report: IsolatedReport,
  example: Example,
  { value, isPrinted }: Last,
): Versions | null {
  const wrong = example.output ?? (isPrinted ? findStatedText(report.actual ?? '') : null);
  if (wrong === null || wrong.trim() === '' || !isStable(wrong)) return null;
  const expected = report.expected ?? '';
  const told = isPrinted ? (unquoted(findLiteral(parser, expected)) ?? findStatedText(expected)) : null;
  const right = told !== null && isVariantOf(told.trim(), wrong.trim()) ? told : null;
  const isName = /^\w+$/.test(value ?? '');
  const compare = (operator: string, text: string): string[] => [
    ...(isName ? [] : [`result = ${value}`]),
    `assert ${isPrinted ? 'str' : 'repr'}(${isName ? value : 'result'}).strip() ${operator} ${renderString(text.trim())}`,
  ];
  return {
    passing: compare('==', wrong),
    flipped: right === null ? compare('!=', wrong) : compare('==', right),
    imports: [],
  };
}

/** What should have been printed looks much like what was; a name of a function that the sentence mentions does not. */
function isVariantOf(right: string, wrong: string): boolean {
  return right !== wrong && editDistance(right, wrong) <= Math.max(right.length, wrong.length) / 2;
}

/** Addresses in memory, times and an ellipsis differ from run to run, or stand for something. */
function isStable(text: string): boolean {
  return text.length <= MAX_TEXT && !/\b0x[0-9a-f]+|\.\.\.|\u2026|^Traceback /im.test(text);
}

/** The text inside a literal of a plain string; null for any other value. */
function unquoted(literal: string | null): string | null {
  return /^(["'])([^"'\\\n]*)\1$/.exec(literal ?? '')?.[2] ?? null;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}

/** Whether one of the imports binds the name already. */
function bindsName(imports: readonly string[], name: string): boolean {
  return imports.some((line) => new RegExp(`\\bimport\\b.*\\b${name}\\b`).test(line));
}
