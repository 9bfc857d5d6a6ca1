import type { BodyFacts } from './body-facts.ts';
import type { ClassRole } from './class-facts.ts';

/** How much a test of something is worth: higher is more; `reasons` says why in a maintainer's words. */
export interface Worth {
  score: number;
  reasons: string[];
}

/** What is known beside the body itself. */
export interface Surroundings {
  changedLines: number;
  isNew: boolean;
  isPrivate: boolean;
  /** Some test file is named after the module. */
  hasTestFile: boolean;
  /** In a folder of tools, examples or documentation beside the project. */
  isAside: boolean;
  /** A test of the pull request names it. */
  namedByPullRequest: boolean;
  /** The name of a changed module-level constant that it uses. */
  usesChanged: string | null;
}

/**
 * The weights order what to look at first; they claim no more. Decisions, refusals and limits weigh most, because
 * that is where wrong code hides from a test of the usual case; then rights and money, where a mistake costs most.
 */
export function weighFunction(facts: BodyFacts, around: Surroundings): Worth {
  const found: [number, string][] = [];
  if (facts.branches)
    found.push([2 * Math.min(facts.branches, 6), count(facts.branches, 'branch', 'branches')]);
  if (facts.raises.length) found.push([3 * Math.min(facts.raises.length, 3), `raises ${list(facts.raises)}`]);
  if (facts.authorization) found.push([4, 'concerns rights or identity']);
  if (facts.databaseWrites) found.push([3, 'writes to the database']);
  if (facts.limits) found.push([2, 'compares with limits']);
  if (facts.loops) found.push([Math.min(facts.loops, 3), count(facts.loops, 'loop', 'loops')]);
  if (facts.arithmetic) {
    found.push(facts.decimal ? [4, 'calculates with Decimal'] : [1.5, 'arithmetic']);
  } else if (facts.decimal) found.push([2, 'uses Decimal']);
  if (facts.dates) found.push([1.5, 'depends on dates']);
  return withSurroundings(found, around);
}

/** A class as a target stands for its fields and settings, which weigh less than code. */
export function weighClass(role: ClassRole, facts: BodyFacts, around: Surroundings): Worth {
  const found: [number, string][] = [[2, `${role}: its fields or settings changed`]];
  if (facts.authorization) found.push([4, 'concerns rights or identity']);
  if ([...facts.names].some((name) => /constraint|validator/i.test(name)))
    found.push([2, 'constraints or validators']);
  return withSurroundings(found, around);
}

function withSurroundings(found: [number, string][], around: Surroundings): Worth {
  let score = 1;
  if (around.usesChanged) found.unshift([2, `uses ${around.usesChanged}, which changed`]);
  const size = around.changedLines / 5;
  if (size >= 1)
    found.push([Math.min(size, 4), `${around.changedLines} ${around.isNew ? 'new' : 'changed'} lines`]);
  if (!around.hasTestFile) found.push([1, 'no test file is named after its module']);
  if (around.namedByPullRequest) score -= 2;
  if (around.isPrivate) score -= 1;
  for (const [weight] of found) score += weight;
  if (around.isAside) {
    score /= 4;
    found.push([0, 'lies beside the project proper']);
  }
  const reasons = found.map(([, reason]) => reason);
  return {
    score: Math.max(0, Math.round(score * 10) / 10),
    reasons: reasons.length > 0 ? reasons : ['a straight run without decisions'],
  };
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

function list(names: string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and others` : names.join(', ');
}
