import { Language, type Node, Parser, type Tree } from 'web-tree-sitter';

/** A node of a Python syntax tree. Rows are 0-based; indices count UTF-16 units, as JavaScript strings do. */
export type SyntaxNode = Node;

/** Parsing is stopped after this long; tree-sitter is linear, only hostile text comes near it. */
const PARSE_LIMIT_MS = 5_000;

/**
 * The syntax tree of one text. Trees live in WebAssembly memory, which no garbage collector returns:
 * `free` it, or use `PythonParser.withTree`. Nodes must not be used after that.
 */
export interface SyntaxTree {
  readonly text: string;
  readonly root: SyntaxNode;
  free(): void;
}

/** A parser for Python text. It never throws on bad Python: look for `hasError` on the nodes. */
export interface PythonParser {
  /** The caller frees the tree. */
  parse(text: string): SyntaxTree;
  /** Parses, calls `use`, and frees the tree, also when `use` throws. `use` must not return nodes. */
  withTree<T>(text: string, use: (root: SyntaxNode, text: string) => T): T;
}

/**
 * Builds the parser from the bytes of two WebAssembly modules: the tree-sitter runtime (null: the library finds its
 * own file) and the Python grammar. The runtime is one per process; only the first call's bytes are used for it.
 */
export async function createPythonParser(wasm: {
  runtime: Uint8Array | null;
  grammar: Uint8Array;
}): Promise<PythonParser> {
  await Parser.init(wasm.runtime ? { wasmBinary: wasm.runtime } : undefined);
  const parser = new Parser().setLanguage(await Language.load(wasm.grammar));

  function parse(text: string): SyntaxTree {
    const tree = parseOrBlank(parser, text);
    return { text, root: tree.rootNode, free: () => tree.delete() };
  }

  function withTree<T>(text: string, use: (root: SyntaxNode, text: string) => T): T {
    const tree = parse(text);
    try {
      return use(tree.root, text);
    } finally {
      tree.free();
    }
  }

  return { parse, withTree };
}

/** A text that takes too long is treated as one that does not parse at all: a tree that is one error. */
function parseOrBlank(parser: Parser, text: string): Tree {
  const deadline = Date.now() + PARSE_LIMIT_MS;
  const tree = parser.parse(text, null, { progressCallback: () => Date.now() > deadline });
  if (tree) return tree;
  parser.reset();
  return parser.parse(')')!;
}
