import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isTestPath } from '../../src/core/python/test-files.ts';
import { findSmells } from '../../src/core/smells/find-smells.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PYTHON = join(ROOT, process.platform === 'win32' ? '.venv/Scripts/python.exe' : '.venv/bin/python');
const CACHE = join(
  process.env['TESTWRIGHT_BENCH_CACHE'] ?? join(tmpdir(), 'testwright-bench-smells'),
  'smells',
);
/** Files beyond are generated. */
const MAX_BYTES = 1_000_000;

interface Judgement {
  isRight: boolean;
  /** Why, in a few words. */
  note: string;
}

interface Read {
  tests: number;
  findings: { rule: string; key: string }[];
}

/**
 * The rules about tests on the whole suites of released projects: how many findings in a thousand tests, and how many of them are
 * right by `judged.json`, where the judgement on each stands with its reason. Nothing of the projects is run or kept.
 */
export async function benchSmells(): Promise<{ passed: boolean; result: unknown }> {
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
  const projects = read('projects.json') as Record<string, string>;
  const judged = read('judged.json') as Record<string, Judgement>;
  const suites: Record<string, Read> = {};
  for (const [name, version] of Object.entries(projects)) suites[name] = await readSuite(name, version);

  const findings = Object.values(suites).flatMap((suite) => suite.findings);
  const tests = Object.values(suites).reduce((sum, suite) => sum + suite.tests, 0);
  const known = findings.filter(({ key }) => Object.hasOwn(judged, key));
  const right = known.filter(({ key }) => judged[key]!.isRight).length;
  const unknown = findings.filter(({ key }) => !Object.hasOwn(judged, key)).map(({ key }) => key);
  const rules = Object.fromEntries(
    [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, list]) => [
      rule,
      { found: list.length, right: list.filter(({ key }) => judged[key]?.isRight).length },
    ]),
  );
  const perThousand = (1000 * findings.length) / tests;
  const precision = known.length > 0 ? right / known.length : 0;
  console.log(
    `${findings.length} findings in ${tests} tests (${perThousand.toFixed(2)} per 1000); ${right} of ${known.length} judged ones are right`,
  );
  for (const key of unknown) console.log(`not judged: ${key}`);
  const summary = { tests, findings: findings.length, perThousand, judged: known.length, right, precision };
  return {
    passed: precision >= 0.8 && unknown.length === 0,
    result: { date: new Date().toISOString().slice(0, 10), ...summary, rules, unknown },
  };
}

async function readSuite(name: string, version: string): Promise<Read> {
  const parser = await loadPythonParser();
  const folder = fetchRelease(name, version);
  const suite: Read = { tests: 0, findings: [] };
  for (const file of listPython(folder)) {
    // The folder of the archive carries the version.
    const path = file
      .slice(folder.length + 1)
      .split('/')
      .slice(1)
      .join('/');
    if (!isTestPath(path) || statSync(file).size > MAX_BYTES) continue;
    const { smells, tests } = findSmells(parser, { path, text: readFileSync(file, 'utf8') });
    suite.tests += tests;
    for (const { rule, test } of smells) {
      suite.findings.push({ rule: rule.id, key: `${name} ${path}::${test} ${rule.id}` });
    }
  }
  return suite;
}

/** The unpacked source distribution, downloaded once. */
function fetchRelease(name: string, version: string): string {
  const folder = join(CACHE, `${name}-${version}`);
  if (existsSync(join(folder, 'done'))) return join(folder, 'source');
  const [archives, source] = [join(folder, 'archives'), join(folder, 'source')];
  mkdirSync(archives, { recursive: true });
  mkdirSync(source, { recursive: true });
  const command = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--no-binary',
    ':all:',
    '--dest',
    archives,
  ];
  execFileSync(PYTHON, [...command, `${name}==${version}`], { stdio: 'inherit' });
  for (const archive of readdirSync(archives))
    execFileSync('tar', ['-xzf', join(archives, archive), '-C', source]);
  mkdirSync(join(folder, 'done'));
  return source;
}

function* listPython(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* listPython(path);
    else if (entry.isFile() && entry.name.endsWith('.py')) yield path;
  }
}
