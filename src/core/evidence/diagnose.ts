import type { Suggestion } from '../suggestions/suggestion.ts';
import type { CiReport, Failure, TestOutcome } from './ci-report.ts';
import { describeFailure, firstLine } from './describe-failure.ts';
import { diagnoseDjango } from './diagnose-django.ts';
import { diagnoseImport } from './diagnose-import.ts';
import { diagnoseMock } from './diagnose-mock.ts';
import { diagnoseName } from './diagnose-name.ts';
import { diagnoseSurroundings } from './diagnose-surroundings.ts';
import type { Diagnosis } from './diagnosis.ts';
import { expectsException } from './expected-exception.ts';
import { buildFailedTest, type FailedTest, isInProject } from './failed-test.ts';
import type { ProjectNames } from './project-names.ts';

export interface DiagnoseInput {
  suggestion: Pick<Suggestion, 'path' | 'imports' | 'code' | 'title' | 'checks'>;
  /** As pytest names it without path and parameters; null when its file cannot be collected. */
  testName: string | null;
  /** Of the test on head, or of its file when that cannot be collected; null when nothing was recorded. */
  failure: Failure | null;
  /** On head. */
  outcome: TestOutcome['outcome'];
  base: TestOutcome['outcome'] | 'not-run';
  /** What repeating it showed (see decide-stability.ts); null when it always fares alike, or was not repeated. */
  instability: { code: string; reason: string } | null;
  environment: Pick<CiReport['environment'], 'python' | 'packages'>;
  project: ProjectNames;
}

/**
 * Why a suggested test failed. Structured fields decide first (repeats, class, phase, whose frame raised); wording is
 * read in message-readings.ts only. `isOurs` is true only where the test itself is wrong, so that nothing is repaired
 * that tells of the code or of the machine.
 */
export function diagnose(input: DiagnoseInput): Diagnosis {
  const { failure } = input;
  if (input.instability) return diagnoseInstability(input.instability);
  if (input.outcome === 'timeout' || failure?.type === 'Timeout') return TOO_SLOW;
  if (!failure) return notKnown(null);
  const failed = buildFailedTest({ ...input, failure, passedBefore: input.base === 'passed' });
  return (
    diagnoseSyntax(failed) ??
    diagnoseSurroundings(failed) ??
    diagnoseDjango(failed) ??
    diagnoseMock(failed) ??
    diagnoseImport(failed) ??
    diagnoseName(failed) ??
    diagnoseBehaviour(failed) ??
    notKnown(failure)
  );
}

const TOO_SLOW: Diagnosis = {
  cause: 'unknown',
  isOurs: true,
  subject: null,
  explanation: 'It ran longer than the time that a single test has.',
  constraint: 'Do not wait, loop or sleep; use the smallest input that shows the behaviour.',
};

function diagnoseInstability({ code, reason }: { code: string; reason: string }): Diagnosis {
  const constraint =
    code === 'leaves-state-behind'
      ? 'Change nothing that outlives the test: build what it needs inside it, undo with monkeypatch or a fixture.'
      : code === 'order-dependent'
        ? 'Let each test build everything it needs itself; read nothing that another test, a module or a class variable left.'
        : 'Let nothing depend on chance, time, hash order, addresses or threads: fix the seed or the clock with monkeypatch at the name that the code calls, sort before comparing.';
  return { cause: 'hidden-state', isOurs: true, subject: code, explanation: reason, constraint };
}

/** The test's own text is no Python of this version, or not what pytest can run. */
function diagnoseSyntax(failed: FailedTest): Diagnosis | null {
  const { failure, reading, suggestion } = failed;
  const slip = (subject: string | null, explanation: string, constraint: string): Diagnosis => ({
    cause: 'syntax',
    isOurs: true,
    subject,
    explanation,
    constraint,
  });
  if (['SyntaxError', 'IndentationError', 'TabError'].includes(failure.type)) {
    if (failure.path !== null && failure.path !== suggestion.path) return codeUnderTest(failed);
    return slip(
      null,
      `The test does not parse: ${firstLine(failure.message)}`,
      `Write only syntax that Python ${failed.versions.python} has.`,
    );
  }
  switch (reading?.kind) {
    case 'not-awaited':
      if (isInProject(failed)) return null;
      return slip(
        reading.name,
        'It uses a coroutine that nothing awaited.',
        'Run what an async function returns: asyncio.run(…), or await in an async test where a plugin for that is installed.',
      );
    case 'no-async-plugin':
      return slip(
        null,
        'An async test needs a plugin, and none is installed.',
        'Do not write `async def test_…`; write a plain test that calls asyncio.run(…).',
      );
    case 'unbound-local':
      if (isInProject(failed)) return null;
      return slip(
        reading.name,
        `It reads ${reading.name} before it is set.`,
        `Set ${reading.name} on every way.`,
      );
    case 'wrong-arguments': {
      const method = /(\w+)$/.exec(reading.owner ?? '')?.[1] ?? '';
      const isOwn = new RegExp(`^[ \\t]+(?:async )?def ${method}\\((?!self|cls)`, 'm').test(suggestion.code);
      if (!isOwn || !/^(?:\S+\.)?\w+\(\) takes/.test(failure.message)) return null;
      return slip(
        method,
        `The method ${method} of its own class has no parameter self.`,
        `Give ${method} the parameter self.`,
      );
    }
    default:
      return null;
  }
}

/** What ran as it was meant: an expectation that does not hold, or code that raised. */
function diagnoseBehaviour(failed: FailedTest): Diagnosis | null {
  const { failure, place } = failed;
  if (failure.phase !== 'call') return null;
  if (isInProject(failed)) {
    return isForgottenRaises(failed) ?? isMadeForOtherInput(failed) ?? codeUnderTest(failed);
  }
  if (place === 'outside') return null;
  if (failure.type === 'AssertionError' || failure.type === 'Failed') {
    if (failed.passedBefore) return codeUnderTest(failed);
    return {
      cause: 'logic-misunderstood',
      isOurs: false,
      subject: null,
      explanation: `Its expectation and the code disagree: ${describeFailure(failure)}`,
      constraint: '',
    };
  }
  if (isRaisedFromProject(failure.traceback, failed.suggestion.path)) return codeUnderTest(failed);
  return {
    cause: 'logic-misunderstood',
    isOurs: true,
    subject: null,
    explanation: `It arranges or reads something wrongly: ${describeFailure(failure)}`,
    constraint: `Do not repeat the call or the access that raised ${failure.type}; look the required fields and the shape of the result up in the source.`,
  };
}

function codeUnderTest({ failure, passedBefore }: FailedTest): Diagnosis {
  const where = failure.path ? ` in ${failure.path}` : '';
  return {
    cause: 'code-under-test',
    isOurs: false,
    subject: failure.type,
    explanation: passedBefore
      ? `It passed before the change: ${describeFailure(failure)}`
      : `The code under test raised${where}: ${describeFailure(failure)}`,
    constraint: '',
  };
}

/** The exception is the one that the test announces, and nothing in the test waits for it. */
function isForgottenRaises({
  failure,
  place,
  suggestion,
  testName,
  passedBefore,
}: FailedTest): Diagnosis | null {
  if (place !== 'project' || passedBefore || testName === null) return null;
  if (!expectsException(suggestion, testName, failure.type)) return null;
  return {
    cause: 'logic-misunderstood',
    isOurs: true,
    subject: failure.type,
    explanation: `It announces ${failure.type} and does not wait for it.`,
    constraint: `Put the call that raises ${failure.type} inside \`with pytest.raises(${failure.type}):\`.`,
  };
}

/** Code that meets a dictionary or a text where it reads attributes was called with the wrong kind of thing. */
function isMadeForOtherInput({ failure, reading, passedBefore }: FailedTest): Diagnosis | null {
  const owner = reading?.kind === 'no-attribute' ? reading.owner : null;
  if (passedBefore || owner === null || !/^(dict|str|list|tuple|int|float|set|bytes)$/.test(owner))
    return null;
  return {
    cause: 'logic-misunderstood',
    isOurs: true,
    subject: reading?.name ?? null,
    explanation: `The code under test was given a ${owner} where it reads the attribute ${reading?.name}: ${firstLine(failure.message)}`,
    constraint: `Do not pass a ${owner} there; build the object that the signature in the source asks for.`,
  };
}

/** In a chain of exceptions: whether the first one came out of another file than the test. */
function isRaisedFromProject(traceback: string, testPath: string): boolean {
  const parts = traceback.split(/^(?:The above exception was|During handling of the above)/m);
  const first = parts.length > 1 ? parts[0]! : '';
  const places = [...first.matchAll(/^(\S+\.py):\d+: /gm)].map((match) => match[1]!);
  const last = places.at(-1);
  return last !== undefined && last !== testPath && !/site-packages|^\.\.|^\/|\/lib\/python/.test(last);
}

function notKnown(failure: Failure | null): Diagnosis {
  return {
    cause: 'unknown',
    isOurs: true,
    subject: null,
    explanation: describeFailure(failure),
    constraint: failure ? `Do not repeat what led to ${failure.type}.` : '',
  };
}
