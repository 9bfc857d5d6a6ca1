import { type BodyFacts, readBodyFacts } from '../python/body-facts.ts';
import { findNearbyTests } from '../python/nearby-tests.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { dedent } from '../suggestions/dedent.ts';
import type { TargetClass } from './model-class.ts';

/** A target's class, and why in a few words. */
export interface Classified {
  class: TargetClass;
  reason: string;
}

/** From so many lines on, code without tests near it is hard to grasp at once. */
const LONG = 60;

/** Whole words of paths and names: `author` is not `auth`. */
const SECURITY_WORDS =
  /^(auth|oauth\d?|jwt|csrf|login|logout|permissions?|tokens?|passwords?|passwd|secrets?|credentials?|signatures?|crypto|encrypt|decrypt|authenticat(e|es|ed|ion|or|ors)|authoriz(e|es|ed|ation|er)|payments?|refunds?|payouts?)$/i;
/** Inside a body only words that hardly mean anything else: a `token` there may be a word of a text. */
const SECURITY_IN_BODY = /^(payments?|refunds?|payouts?|csrf|jwt|hmac|credentials?)$/i;
/** Where writing to the database is a change of the domain's state, and not just storing what was sent. */
const DOMAIN_FOLDERS = /(^|\/)(models?|services?|domain|managers?|use_?cases?|tasks|signals)(\.py$|\/)/;

/**
 * The class of a target by rule, the first that fits: security, legacy, business logic, boilerplate. It reads names and the
 * shape of the code, so it may err: towards the stronger model in doubt about security, towards the faster one for a straight
 * run. `allPaths` are all paths of the repository.
 */
export function classifyTarget(
  parser: PythonParser,
  target: Target,
  allPaths: readonly string[],
): Classified {
  const facts = parser.withTree(dedent(target.source), (root, text) => readBodyFacts(root, text));
  const risk = findRisk(target, facts);
  if (risk) return { class: 'security', reason: risk };
  const lines = target.endLine - target.startLine + 1;
  const isOld = target.changedLines.length < lines / 2;
  if (lines >= LONG && isOld && findNearbyTests(target.path, allPaths).length === 0)
    return { class: 'legacy', reason: `${lines} lines, most of them older, and no test near them` };
  const logic = findLogic(target, facts);
  if (logic) return { class: 'business-logic', reason: logic };
  return { class: 'boilerplate', reason: 'a straight run without decisions' };
}

/** The classes of several targets, each once. */
export function classifyTargets(
  parser: PythonParser,
  targets: readonly Target[],
  allPaths: readonly string[],
): TargetClass[] {
  return [...new Set(targets.map((target) => classifyTarget(parser, target, allPaths).class))];
}

function findRisk(target: Target, facts: BodyFacts): string | null {
  const places: [string, readonly string[]][] = [
    ['path', [target.path.replace(/\.py$/, '')]],
    ['name', [target.qualname]],
    ['decorators', target.decorators],
    ['parameters', target.parameters.map(({ name }) => name)],
  ];
  for (const [place, texts] of places) {
    const word = texts.flatMap(wordsOf).find((one) => SECURITY_WORDS.test(one));
    if (word) return `its ${place} has the word ${word.toLowerCase()}`;
  }
  if (facts.authorization) return 'its code concerns rights or identity';
  const inside = [...facts.names].flatMap(wordsOf).find((one) => SECURITY_IN_BODY.test(one));
  return inside ? `its code has the word ${inside.toLowerCase()}` : null;
}

function findLogic({ path, kind }: Target, facts: BodyFacts): string | null {
  // Of a class, only its own lines are meant: its methods are targets of their own.
  if (kind === 'class') return null;
  if (facts.branches > 0) return 'it branches';
  if (facts.loops > 0) return 'it loops';
  if (facts.arithmetic > 0 || facts.limits > 0 || facts.decimal) return 'it calculates or compares';
  if (facts.raises.length > 0) return 'it refuses something';
  return facts.databaseWrites && DOMAIN_FOLDERS.test(path) ? 'it changes state of the domain' : null;
}

/** `shop/api/OAuthToken_view` → shop, api, Oauth, Token, view. */
function wordsOf(text: string): string[] {
  return text
    .replace(/OAuth/g, 'Oauth')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter(Boolean);
}
