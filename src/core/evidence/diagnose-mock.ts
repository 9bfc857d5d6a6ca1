import { firstLine } from './describe-failure.ts';
import type { Diagnosis } from './diagnosis.ts';
import { definesClass, type FailedTest } from './failed-test.ts';

const ADVICE =
  'Replace only what leaves the process or changes from run to run, with monkeypatch or unittest.mock and autospec=True, at the name where the code under test looks it up; use real objects for everything else, and assert on results, not on calls.';

/** Replacements in the wrong place or of the wrong thing. */
export function diagnoseMock(failed: FailedTest): Diagnosis | null {
  const { reading, failure, suggestion } = failed;
  if (failed.passedBefore && failure.type === 'AssertionError') return null;
  switch (reading?.kind) {
    case 'no-module':
      return isPatched(reading.name ?? '', suggestion.code)
        ? overMocking(
            reading.name,
            `It replaces something of ${reading.name}, which is not there.`,
            `Do not replace anything of ${reading.name}: there is no such module.`,
          )
        : null;
    case 'no-name-in-module':
      return failed.place === 'outside' && isPatched(`${reading.owner}.${reading.name}`, suggestion.code)
        ? overMocking(
            reading.name,
            `It replaces something of ${reading.owner}.${reading.name}, which is not there.`,
            `Do not replace anything of ${reading.owner}.${reading.name}: there is no such module.`,
          )
        : null;
    case 'patched-name':
      return overMocking(
        reading.name,
        `It replaces ${reading.name ?? 'a name'}${reading.owner ? ` of ${reading.owner}` : ''}, which is not there or cannot be replaced.`,
        `Do not replace ${reading.name ?? 'it'}: ${firstLine(failure.message)}`,
      );
    case 'mock-attribute':
      return overMocking(
        reading.name,
        `Its mock has no ${reading.name}, as the real thing has none.`,
        `Do not use ${reading.name ?? 'that attribute'} of a mock.`,
      );
    case 'mock-call':
      return overMocking(reading.name, `It insists on calls of a mock: ${firstLine(failure.message)}`, '');
    case 'mock-as-value':
      return overMocking(
        null,
        `A mock stands where a value is needed: ${firstLine(failure.message)}`,
        'Do not let a mock take part in arithmetic, comparisons or storage; give it a return_value or use the real object.',
      );
    case 'wrong-arguments':
    case 'unexpected-argument':
      return isOwnDouble(reading.owner ?? '', failed)
        ? overMocking(
            reading.owner,
            `Its stand-in takes other arguments than it is called with: ${firstLine(failure.message)}`,
            'Let a stand-in take the arguments of what it replaces, and a test one parameter for each @patch.',
          )
        : null;
    case 'no-attribute': {
      const owner = reading.owner ?? '';
      const isDouble =
        /(?:^|\.)SimpleNamespace$/.test(owner) || (failed.place !== 'test' && definesClass(failed, owner));
      if (!isDouble) return null;
      return overMocking(
        reading.name,
        `Its stand-in ${owner} lacks the attribute ${reading.name} that the code reads.`,
        `Do not stand in for the real class by ${owner}.`,
      );
    }
    default:
      return isUsedUp(failed)
        ? overMocking(
            'side_effect',
            'Its mock has no answers left.',
            'Give side_effect an answer for each call.',
          )
        : null;
  }
}

/** Whether a replacement names the module in a text, as `patch` and `monkeypatch.setattr` take it. */
function isPatched(module: string, code: string): boolean {
  if (!/^[\w.]+$/.test(module)) return false;
  const quoted = module.replaceAll('.', '\\.');
  return new RegExp(`(?:patch|setattr)(?:\\.\\w+)?\\(\\s*["']${quoted}\\b`).test(code);
}

/**
 * A function that the test defines inside itself (`test_x.<locals>.<lambda>`) and that others call, or a test that
 * `@patch` gives a mock it has no parameter for.
 */
function isOwnDouble(owner: string, { suggestion, testName, place }: FailedTest): boolean {
  if (/^test\w*\.<locals>\./.test(owner.split('::').at(-1)!) && place !== 'test') return true;
  const test = testName?.split('::').at(-1);
  return owner.split('.').at(-1) === test && /^\s*@(?:\w+\.)*patch\b/m.test(suggestion.code);
}

/** An iterator of answers that ends raises StopIteration (StopAsyncIteration) inside unittest.mock. */
function isUsedUp({ failure, suggestion }: FailedTest): boolean {
  return /^Stop(Async)?Iteration$/.test(failure.type) && /\bside_effect\b/.test(suggestion.code);
}

function overMocking(subject: string | null, explanation: string, constraint: string): Diagnosis {
  return {
    cause: 'over-mocking',
    isOurs: true,
    subject,
    explanation,
    constraint: `${constraint} ${ADVICE}`.trim(),
  };
}
