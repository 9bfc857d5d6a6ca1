import type { SyntaxNode } from '../python/parser.ts';
import type { ResolveName } from './literals.ts';
import { readBlock } from './read-statements.ts';
import type { FunctionReading, Reading } from './reading.ts';
import type { Term } from './terms.ts';

/** Reads what a function's body asks of its arguments. `functions` are the module-level functions by name. */
export function readFunction(
  node: SyntaxNode,
  parameters: readonly string[],
  module: { functions: ReadonlyMap<string, SyntaxNode>; resolve: ResolveName },
): FunctionReading {
  const reading: Reading = {
    goals: [],
    clues: { uses: new Map(), annotations: new Map(), numbers: new Map(), keys: new Map() },
    raises: new Set(),
    functions: module.functions,
    readBlock,
  };
  const terms = new Map(
    parameters.map((name): [string, Term] => [name, { kind: 'place', place: name, changes: [] }]),
  );
  const scope = { terms, resolve: module.resolve };
  readBlock(node.childForFieldName('body')!, { way: [], scope, reading, stack: [node.id] });
  return { goals: reading.goals, clues: reading.clues, raises: reading.raises };
}
