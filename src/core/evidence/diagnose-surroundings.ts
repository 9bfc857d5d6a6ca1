import { firstLine } from './describe-failure.ts';
import type { Diagnosis } from './diagnosis.ts';
import { type FailedTest, isInProject } from './failed-test.ts';

/** Classes of exceptions by which another machine, process or service is out of reach. */
const UNREACHABLE = new Set([
  'NetworkBlocked',
  'ConnectionError',
  'ConnectionRefusedError',
  'ConnectionResetError',
  'gaierror',
  'timeout',
  'TimeoutError',
  'URLError',
  'ConnectError',
  'ConnectTimeout',
  'MaxRetryError',
  'NewConnectionError',
]);
const MACHINE = new Set([
  'PermissionError',
  'NotADirectoryError',
  'ZoneInfoNotFoundError',
  'OSError',
  'UnsupportedOperation',
]);

/** What the machine, other machines or the job's settings lack. Never ours: no test is rewritten around them. */
export function diagnoseSurroundings(failed: FailedTest): Diagnosis | null {
  const { failure, reading } = failed;
  if (UNREACHABLE.has(failure.type) || /Testwright blocks connections/.test(failure.message)) {
    return environment(
      failure.type,
      `It reaches for another machine or a service that does not run here: ${firstLine(failure.message)}`,
    );
  }
  if (reading?.kind === 'not-supported-here' || MACHINE.has(failure.type)) {
    return environment(
      failure.type,
      `This machine does not offer what it needs: ${firstLine(failure.message)}`,
    );
  }
  if (failure.type === 'FileNotFoundError') {
    if (isInProject(failed)) {
      return environment(failure.type, `A program or file is missing here: ${firstLine(failure.message)}`);
    }
    return {
      cause: 'hallucinated-name',
      isOurs: true,
      subject: /: '([^']+)'$/.exec(failure.message)?.[1] ?? null,
      explanation: `It opens a file that is not there: ${firstLine(failure.message)}`,
      constraint: 'Open no file that the test has not written below tmp_path itself.',
    };
  }
  // os.environ is a library's mapping: a dictionary of the project would raise in the project's own frame.
  const variable = /^'([A-Z][A-Z0-9_]+)'$/.exec(failure.message)?.[1];
  if (failure.type === 'KeyError' && failed.place === 'library-for-project' && variable) {
    return environment(variable, `The environment variable ${variable} is not set here.`);
  }
  return null;
}

function environment(subject: string, explanation: string): Diagnosis {
  return { cause: 'environment', isOurs: false, subject, explanation, constraint: '' };
}
