import type { ProbeResult } from '../evidence/ci-report.ts';
import type { Target } from '../python/target.ts';
import type { EdgeCase } from '../suggestions/suggestion.ts';
import type { Probe } from './probe.ts';

type Exception = NonNullable<ProbeResult['exception']>;

/** Exceptions that Python raises by itself when code meets an input that it was not written for. */
const BY_ACCIDENT = new Set([
  'AttributeError',
  'IndexError',
  'InvalidOperation',
  'KeyError',
  'NameError',
  'OverflowError',
  'RecursionError',
  'TypeError',
  'UnboundLocalError',
  'UnicodeDecodeError',
  'UnicodeEncodeError',
  'ZeroDivisionError',
]);

/** Texts that Python's own functions give to a ValueError; code that means it writes its own. */
const PYTHONS_OWN_WORDS =
  /^(invalid literal for int\(\)|could not convert string|(not enough|too many) values to unpack|(max|min)\(\)|substring not found|math domain error|list\.remove|Invalid isoformat|time data |day is out of range|month must be|year \d+ is out|badly formed|non-hexadecimal|negative shift|.* is not in list)/;

/** Whether an exception is one that nobody raised: pinning it in a test would make a defect the rule. */
export function isAccident(target: Target, exception: ProbeResult['exception']): boolean {
  if (!exception) return false;
  if (exception.name === 'ValueError' && PYTHONS_OWN_WORDS.test(exception.message)) return true;
  if (!BY_ACCIDENT.has(exception.name)) return false;
  return !new RegExp(String.raw`\braise\s+(\w+\.)*${exception.name}\b`).test(target.source);
}

/** Whether an accident is worth telling: a wrong guess at a type without annotation says nothing about the code. */
export function isTelling(target: Target, { name }: Exception): boolean {
  if (!/^(TypeError|AttributeError|KeyError|ValueError)$/.test(name)) return true;
  const own = target.kind === 'class-method' ? target.parameters.slice(1) : target.parameters;
  return own.every(
    ({ annotation }) => annotation !== null && !/\b(dict|Dict|Mapping|Any|object)\b/.test(annotation),
  );
}

/** An accident as an edge case for people: is the input possible, and should it end like this? */
export function describeAccident(target: Target, call: string, { name, message }: Exception): EdgeCase {
  const said = message && message.length <= 120 && !message.includes('\n') ? ` (${message})` : '';
  return {
    targetId: target.id,
    kind: 'edge',
    scenario: `${call} raises ${name}${said}`,
    why: 'Nothing in the function raises it on purpose, so no test pins it.',
  };
}

/** A probe's call as source text. */
export function renderCall(probe: Probe): string {
  const positional = probe.arguments.map(({ expression }) => expression);
  const keywords = Object.entries(probe.keywords).map(([name, { expression }]) => `${name}=${expression}`);
  return `${probe.qualname}(${[...positional, ...keywords].join(', ')})`;
}
