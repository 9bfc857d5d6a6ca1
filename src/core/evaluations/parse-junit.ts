import sax, { type SaxTag } from 'sax';
import type { Scores, ScoresReading } from './scores.ts';

const MAX_DEPTH = 50;
const MAX_ELEMENTS = 500_000;
const SUITES = new Set(['testsuites', 'testsuite']);
const COUNTS = ['tests', 'failures', 'errors', 'skipped'] as const;

/** Stops the parser; the message is for people. */
class Refusal extends Error {}

interface OpenSuite {
  stated: Partial<Record<(typeof COUNTS)[number], number>>;
  listed: { tests: number; failures: number; errors: number; skipped: number };
}

interface OpenCase {
  failed: boolean;
  errored: boolean;
  skipped: boolean;
}

/**
 * Reads JUnit XML as pytest writes it, and deepeval with it (`deepeval test run --junitxml=…` hands the option on to
 * pytest): `testsuites` or one `testsuite`, in it `testcase` with `failure`, `error` or `skipped`. A document type or
 * an entity of its own refuses the whole text, and so do counts that its cases contradict. pytest adds an error of the
 * teardown to `tests` although the case is listed once, and lists a case twice that fails and errs; so `tests` may
 * differ by as many as there are errors. https://github.com/pytest-dev/pytest/blob/main/src/_pytest/junitxml.py
 */
export function parseJunit(text: string): ScoresReading {
  try {
    return { kind: 'scores', scores: readCases(text) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function readCases(text: string): Scores {
  // Before anything is parsed, so that no state of the parser can hide one.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Refusal('it has a document type or an entity declaration');
  const scores: Scores = { passed: 0, failed: 0, errors: 0, skipped: 0, meanScore: null };
  const suites: OpenSuite[] = [];
  let open: OpenCase | null = null;
  let depth = 0;
  let elements = 0;
  let caseDepth = 0;
  const xml = sax.parser(true, { strictEntities: true, position: false });
  xml.onerror = () => {
    throw new Refusal('it is not well-formed XML');
  };
  xml.ondoctype = xml.onsgmldeclaration = () => {
    throw new Refusal('it has a document type or an entity declaration');
  };
  xml.onopentag = (tag) => {
    depth += 1;
    elements += 1;
    if (depth > MAX_DEPTH) throw new Refusal(`it is nested more than ${MAX_DEPTH} deep`);
    if (elements > MAX_ELEMENTS) throw new Refusal(`it has more than ${MAX_ELEMENTS} elements`);
    if (depth === 1 && !SUITES.has(tag.name)) throw new Refusal('it is not JUnit: there is no `testsuite`');
    if (SUITES.has(tag.name) && !open) suites.push(openSuite(tag));
    else if (tag.name === 'testcase' && !open) {
      open = { failed: false, errored: false, skipped: false };
      caseDepth = depth;
    } else if (open && depth === caseDepth + 1) {
      if (tag.name === 'failure') open.failed = true;
      if (tag.name === 'error') open.errored = true;
      if (tag.name === 'skipped') open.skipped = true;
    }
  };
  xml.onclosetag = (name) => {
    if (open && name === 'testcase' && depth === caseDepth) {
      countCase(scores, open);
      for (const suite of suites) listCase(suite, open);
      open = null;
    } else if (SUITES.has(name) && !open) {
      assertAgrees(suites.pop()!);
    }
    depth -= 1;
  };
  try {
    xml.write(text).close();
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('it is not well-formed XML');
  }
  if (elements === 0) throw new Refusal('it is empty');
  return scores;
}

function openSuite(tag: SaxTag): OpenSuite {
  const stated: OpenSuite['stated'] = {};
  for (const name of COUNTS) {
    const value = Object.hasOwn(tag.attributes, name) ? tag.attributes[name]! : null;
    if (value === null) continue;
    if (!/^[0-9]{1,9}$/.test(value)) throw new Refusal(`its count of ${name} is not a number`);
    stated[name] = Number(value);
  }
  return { stated, listed: { tests: 0, failures: 0, errors: 0, skipped: 0 } };
}

function countCase(scores: Scores, { failed, errored, skipped }: OpenCase): void {
  if (failed) scores.failed += 1;
  else if (errored) scores.errors += 1;
  else if (skipped) scores.skipped += 1;
  else scores.passed += 1;
}

function listCase({ listed }: OpenSuite, { failed, errored, skipped }: OpenCase): void {
  listed.tests += 1;
  if (failed) listed.failures += 1;
  if (errored) listed.errors += 1;
  if (skipped) listed.skipped += 1;
}

function assertAgrees({ stated, listed }: OpenSuite): void {
  for (const name of COUNTS) {
    const said = stated[name];
    if (said === undefined) continue;
    const tolerance = name === 'tests' ? listed.errors : 0;
    if (Math.abs(said - listed[name]) > tolerance) {
      throw new Refusal(
        `its counts contradict its cases: ${name} is stated as ${said}, ${listed[name]} are listed`,
      );
    }
  }
}
