import type { SyntaxNode } from '../python/parser.ts';
import { atomsOf, type Condition } from './conditions.ts';
import type { Scope } from './terms.ts';
import type { Clues } from './type-clues.ts';

/** Something that must hold, or must not, on the way to a place in the code. */
export interface Requirement {
  condition: Condition;
  holds: boolean;
}

/** One way that a condition of the code can turn out, with what leads there. */
export interface Goal {
  path: Requirement[];
  last: Requirement;
}

/** What the body of a function asks of its arguments, including what it passes on to functions of its module. */
export interface FunctionReading {
  goals: Goal[];
  clues: Clues;
  /** Names of exceptions that it raises on purpose. */
  raises: Set<string>;
}

/** A reading while it is made. */
export interface Reading extends FunctionReading {
  functions: ReadonlyMap<string, SyntaxNode>;
  readBlock(block: SyntaxNode, at: Position): void;
}

/** Where the reader stands. */
export interface Position {
  /** What must hold for control to come here. Statements extend it by what holds after them. */
  way: Requirement[];
  scope: Scope;
  reading: Reading;
  /** Ids of the functions being read, outermost first, so that recursion ends. */
  stack: number[];
}

/** The same position with more that must hold. */
export function further(at: Position, ...more: Requirement[]): Position {
  return { ...at, way: [...at.way, ...more] };
}

/** Notes both outcomes of a condition as worth reaching. */
export function addGoals(condition: Condition, at: Position): void {
  if (atomsOf(condition).length === 0) return;
  for (const holds of [true, false]) at.reading.goals.push({ path: [...at.way], last: { condition, holds } });
}
