import type { Target } from '../python/target.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import type { Behaviour } from './behaviour-of-failure.ts';
import type { Failure } from './ci-report.ts';
import { describeFailure } from './describe-failure.ts';

/** Why a test that passes on base and fails on head says nothing about the change. */
export interface RuledOut {
  code: 'fails-by-environment' | 'depends-on-the-clock' | 'does-not-reach-the-change';
  reason: string;
}

/** What goes wrong around the code: connections, services, room. `NetworkBlocked` is our own, in CI. */
const ENVIRONMENT = new Set([
  ...['NetworkBlocked', 'ConnectionError', 'ConnectionRefusedError', 'ConnectionResetError'],
  ...['ConnectionAbortedError', 'gaierror', 'herror', 'URLError', 'SSLError', 'MaxRetryError'],
  ...['NewConnectionError', 'ConnectTimeout', 'ReadTimeout', 'MemoryError'],
]);
/** The database as a service: what a test did wrong with a table is another class. */
const SERVICE = new Set(['OperationalError', 'InterfaceError']);
const UNREACHABLE = /connect|timeout|timed out|too many|locked|server closed|shutting down/i;
const CLOCK = /\b(?:now|today|utcnow|time|time_ns|monotonic|perf_counter|localtime|gmtime)\(\s*[\w.=]*\s*\)/;
const MOMENT = /\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|date(?:time)?\(|timedelta\(|^\d{10,}(?:\.\d+)?$/;

/**
 * Rules a catch out where its failure has another cause for certain; null where it may be about the change. The rules are
 * narrow, because a bug that is ruled out is a bug that nobody looks at; what is ruled out is listed with its reason.
 */
export function ruleOutCatch(
  suggestion: Pick<Suggestion, 'imports' | 'code'>,
  failure: Failure,
  target: Target | null,
  behaviour: Behaviour,
): RuledOut | null {
  if (isEnvironment(failure, target)) {
    return {
      code: 'fails-by-environment',
      reason: `It passed on base and failed on head by something outside of the code: ${describeFailure(failure)}`,
    };
  }
  if (isClock(suggestion, failure, target, behaviour)) {
    return {
      code: 'depends-on-the-clock',
      reason: `It compares moments that pass between two runs: ${describeFailure(failure)}`,
    };
  }
  if (target && !mentions(suggestion, target)) {
    return {
      code: 'does-not-reach-the-change',
      reason: `It passed on base and failed on head, but uses nothing of ${target.module}: ${describeFailure(failure)}`,
    };
  }
  return null;
}

function isEnvironment(failure: Failure, target: Target | null): boolean {
  const name = failure.type.split('.').at(-1)!;
  // Code that raises it by itself is behaviour.
  if (target && new RegExp(`raise\\s+(?:\\w+\\.)*${name.replaceAll(/\W/g, '')}\\b`).test(target.source))
    return false;
  return ENVIRONMENT.has(name) || (SERVICE.has(name) && UNREACHABLE.test(failure.message));
}

/** Both sides are moments, they differ in digits only, and test or target reads the clock. */
function isClock(
  suggestion: Pick<Suggestion, 'code'>,
  failure: Failure,
  target: Target | null,
  { before, after }: Behaviour,
): boolean {
  if (!CLOCK.test(suggestion.code) && !(target && CLOCK.test(target.source))) return false;
  const compared = /assert (.+) == (.+)$/m.exec(failure.message);
  const left = compared?.[1] ?? after;
  const right = compared?.[2] ?? before;
  if (!left || !right || !MOMENT.test(left) || !MOMENT.test(right)) return false;
  const shape = (text: string): string => text.replaceAll(/\d+/g, '0');
  return shape(left) === shape(right);
}

function mentions({ imports, code }: Pick<Suggestion, 'imports' | 'code'>, target: Target): boolean {
  const text = `${imports.join('\n')}\n${code}`;
  const root = target.module.split('.')[0]!;
  const names = [root, target.qualname.split('.').at(-1)!, target.className ?? root];
  return (
    names.some((name) => new RegExp(`\\b${name.replaceAll(/\W/g, '')}\\b`).test(text)) ||
    /\b(client|api_client|reverse|get_user_model|apps)\b/.test(text)
  );
}
