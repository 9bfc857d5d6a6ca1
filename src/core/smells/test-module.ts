import type { SyntaxNode } from '../python/parser.ts';
import { firstLine, lastLine } from '../python/walk.ts';
import { boundName, importedNames, isImport } from '../suggestions/imports.ts';
import { bodyOf, definitionOf, definitionsIn, dottedName, walk } from '../suggestions/syntax.ts';
import { findTests, type TestDefinition } from '../suggestions/test-names.ts';
import { checkingHelpers } from './expectations.ts';

/** A test with where it stands. */
export interface TestInModule extends TestDefinition {
  body: SyntaxNode;
  /** The class that it is a method of; null for a function. */
  owner: SyntaxNode | null;
  /** With its decorators. */
  startLine: number;
  endLine: number;
}

/** What rules know of the module around a test; the nodes live as long as the tree. */
export interface TestModule {
  path: string;
  root: SyntaxNode;
  lines: readonly string[];
  tests: readonly TestInModule[];
  /** Local name → what it is, dotted: `sleep` → `time.sleep`. */
  origins: ReadonlyMap<string, string>;
  /** Functions and methods of the module that are no tests, by name. */
  helpers: ReadonlyMap<string, readonly SyntaxNode[]>;
  /** Those of them that hold an expectation, also by way of others. */
  checking: ReadonlySet<string>;
  text: string;
}

/** Reads a module of tests. */
export function readTestModule(root: SyntaxNode, file: { path: string; text: string }): TestModule {
  const tests = findTests(root).map((test): TestInModule => {
    const parent = test.outer.parent?.parent ?? null;
    return {
      ...test,
      body: bodyOf(test.node),
      owner: parent?.type === 'class_definition' ? parent : null,
      startLine: firstLine(test.outer),
      endLine: lastLine(test.outer),
    };
  });
  const origins = new Map<string, string>();
  const helpers = new Map<string, SyntaxNode[]>();
  walk(root, (node) => {
    if (isImport(node)) {
      for (const item of importedNames(node)) {
        const origin = item.name === null ? item.module : `${item.module}.${item.name}`;
        // `import a.b` binds `a`.
        origins.set(boundName(item), item.name === null && !item.alias ? boundName(item) : origin);
      }
    }
    const definition = definitionOf(node);
    const isFunction = definition?.node.type === 'function_definition';
    if (
      definition &&
      isFunction &&
      node.type !== 'decorated_definition' &&
      !definition.name.startsWith('test')
    ) {
      const known = helpers.get(definition.name);
      if (known) known.push(definition.node);
      else helpers.set(definition.name, [definition.node]);
    }
  });
  return {
    path: file.path,
    text: file.text,
    root,
    lines: file.text.split(/\r?\n/),
    tests,
    origins,
    helpers,
    checking: checkingHelpers(helpers),
  };
}

/** The dotted name of a callee with its import resolved: `t.sleep` after `import time as t` → `time.sleep`. */
export function originOf(module: TestModule, callee: SyntaxNode): string | null {
  const dotted = dottedName(callee);
  if (dotted === null) return null;
  const [first, ...rest] = dotted.split('.') as [string, ...string[]];
  return [module.origins.get(first) ?? first, ...rest].join('.');
}

/** Whether the file measures how fast something is, or feeds it nonsense: results do not matter there. */
export function isBenchmark(path: string): boolean {
  return /(^|\/)(bench\w*|perf\w*|test_bench\w*|[\w-]*fuzz\w*)(\/|\.py$)/i.test(path);
}

/**
 * Whether the file is data of other tests: what pytest collects in a project that a test runs, or what a type checker
 * reads. Nothing in it is meant to check anything.
 */
export function isTestData(path: string): boolean {
  return path
    .split('/')
    .slice(0, -1)
    .some((folder) =>
      /^(examples?|.*_examples?|example_\w+|fixtures?|(test_?)?data|samples?|templates|typing|snippets|\w+_apps|corpus)$/.test(
        folder,
      ),
    );
}

/** Functions directly in the class of a test, or in the module for a function. */
export function siblingsOf(test: TestInModule, module: TestModule) {
  return definitionsIn(test.owner ? bodyOf(test.owner) : module.root);
}
