import { equalValues, readWrittenValue } from '../contract/literal-values.ts';
import type { StatedIntent } from '../contract/stated-intent.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { stripInvisible } from '../redaction/strip-invisible.ts';
import type { Hint } from './assessment.ts';
import type { Behaviour } from './behaviour-of-failure.ts';
import { quoteHostile } from './quote-hostile.ts';

const MAX_QUOTE = 160;

/**
 * What the pull request's title and description and the issues it closes say about the call, in so many words. Only
 * sentences that name the target and a value or an exception count, and titles that promise no change of behaviour.
 */
export function findHintsOfText(
  parser: PythonParser,
  target: Target | null,
  behaviour: Behaviour,
  intent: StatedIntent,
): Hint[] {
  const texts: { source: string; text: string; isTitle: boolean; isIssue: boolean }[] = [
    { source: 'The title of the pull request', text: intent.title, isTitle: true, isIssue: false },
    { source: 'The description of the pull request', text: intent.body, isTitle: false, isIssue: false },
    ...intent.issues.flatMap(({ number, title, body }) => [
      { source: `The title of issue ${number}`, text: title, isTitle: true, isIssue: true },
      { source: `Issue ${number}`, text: body, isTitle: false, isIssue: true },
    ]),
  ];
  const hints: Hint[] = [];
  for (const { source, text, isTitle, isIssue } of texts) {
    const sentences = splitSentences(stripInvisible(text));
    for (const sentence of sentences) {
      const isAbout = target ? namesTarget(sentence, target) : false;
      const means =
        (!isIssue && promisesNoChange(sentence, isTitle) ? 'before' : null) ??
        (isAbout || (isTitle && !isIssue) ? meantException(sentence, behaviour) : null) ??
        (isAbout ? meantValue(parser, sentence, behaviour) : null);
      if (means)
        hints.push({ means, reason: `${source} says "${quoteHostile(sentence).slice(0, MAX_QUOTE)}".` });
    }
  }
  return hints.slice(0, 4);
}

/** Lines and sentences; a full stop inside a number or a name ends nothing. */
function splitSentences(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?;])\s+(?=\S)/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .slice(0, 200);
}

function namesTarget(sentence: string, target: Target): boolean {
  const name = target.qualname.split('.').at(-1)!;
  return new RegExp(`(?<![\\w])${name.replaceAll(/\W/g, '')}(?![\\w])`).test(sentence);
}

/** `refactor: …` without `!`, "no functional change". */
function promisesNoChange(sentence: string, isTitle: boolean): boolean {
  if (/\b(no|without (?:a |any )?) ?(?:functional|behaviou?r(?:al)?) changes?\b/i.test(sentence)) return true;
  if (/\b(?:behaviou?r[- ]preserving|pure(?:ly a)? refactor(?:ing)?)\b/i.test(sentence)) return true;
  return (
    isTitle &&
    /^(?:(?:refactor|style|docs|perf)(?:\([^)]*\))?:|(?:refactor|reformat)(?:ed|s|ing)?\b(?![(!:]))/i.test(
      sentence,
    )
  );
}

const EXCEPTION = String.raw`[\x60]*(?:[\w.]+\.)?([A-Z]\w*(?:Error|Exception|DoesNotExist|Iteration))`;

function meantException(sentence: string, behaviour: Behaviour): Hint['means'] | null {
  const { expected, seen, raisesNothing } = behaviour;
  const raises = (side: typeof expected, name: string): boolean =>
    side?.kind === 'raises' && side.exceptions.includes(name);
  const not = new RegExp(
    String.raw`\b(?:no longer|not|never|n't|stop|avoid|without|instead of|rather than)\s+(?:be\s+)?(?:rais|throw)\w*\s+(?:an?\s+)?${EXCEPTION}`,
    'i',
  ).exec(sentence);
  const named =
    not ?? new RegExp(String.raw`\b(?:rais|throw)\w*\s+(?:an?\s+)?${EXCEPTION}`, 'i').exec(sentence);
  if (!named) return null;
  const [before, after] = [raises(expected, named[1]!), raises(seen, named[1]!)];
  if (before === after || (!seen && !raisesNothing)) return null;
  // A complaint, "f raises KeyError", wants the opposite; only wishes and orders are taken for what is meant.
  const isWish =
    not !== null || /\b(?:should|must|shall|now|will)\b|^(?:\w+(?:\([^)]*\))?!?:\s*)?Raise\b/i.test(sentence);
  if (!isWish) return null;
  return (not ? !after : after) ? 'after' : 'before';
}

/** "f(2) should return 6", "returns 5 instead of 6", "expected 6 but got 5". */
const WISHES: RegExp[] = [
  /\b(?:should|must|shall|ought to)\s+(?:now\s+|always\s+)?(?:be|return|give|yield|equal|produce)\s+(?<wanted>.+)$/i,
  /\b(?:expected|expects?|want(?:ed)?)(?:\s+(?:it\s+)?to\s+(?:be|return|give))?:?\s+(?<wanted>.+)$/i,
  /\bnow\s+(?:is|returns?|gives?|yields?)\s+(?<wanted>.+)$/i,
  /\b(?:is|returns|returned|gives|gave|yields)\s+\S+\s+(?:instead of|rather than)\s+(?<wanted>.+)$/i,
  /^(?:\w+(?:\([^)]*\))?!?:\s*)?(?:return|make .* return)\s+(?<wanted>.+?)(?:\s+instead of\b.*)?$/i,
];

function meantValue(parser: PythonParser, sentence: string, behaviour: Behaviour): Hint['means'] | null {
  const { expected, seen, call, input } = behaviour;
  if (expected?.kind !== 'value' || seen?.kind !== 'value') return null;
  // A value alone says little about which input is meant; the call itself, or a call without arguments, does.
  const shown = call?.text ?? input;
  const isThisCall = shown !== null && squeeze(sentence).includes(squeeze(shown));
  const isOtherCall = /\w\(\s*[^)\s]/.test(sentence.replaceAll(/^\w+\([^)]*\)!?:/g, ''));
  if (!isThisCall && isOtherCall) return null;
  for (const pattern of WISHES) {
    const wanted = pattern.exec(sentence)?.groups?.['wanted'];
    const value = wanted ? readFirstValue(parser, wanted) : null;
    if (!value) continue;
    // `True` or `1` in a sentence without the call may be about any input.
    if (!isThisCall && value.kind !== 'none') continue;
    if (equalValues(value, seen.value) === true) return 'after';
    if (equalValues(value, expected.value) === true) return 'before';
  }
  return null;
}

/** The value at the beginning of a text: as much of it as parses, backticks and a full stop left out. */
function readFirstValue(parser: PythonParser, text: string) {
  const plain = text.replaceAll('`', '').trim();
  const literal =
    /^(?:-?\d+(?:\.\d+)?|None|True|False|"[^"]*"|'[^']*'|\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|[A-Z]\w*\([^)]*\))/.exec(
      plain,
    )?.[0];
  if (!literal) return null;
  return parser.withTree(literal, (root) => {
    const expression = root.hasError ? null : root.namedChild(0)?.namedChild(0);
    return expression ? readWrittenValue(expression) : null;
  });
}

function squeeze(text: string): string {
  return text.replaceAll(/[\s`]/g, '').replaceAll("'", '"');
}
