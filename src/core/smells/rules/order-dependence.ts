import type { SyntaxNode } from '../../python/parser.ts';
import { definitionsIn, walk } from '../../suggestions/syntax.ts';
import { nodesOf, quote } from '../nodes.ts';
import type { SmellRule } from '../smell.ts';
import { siblingsOf, type TestInModule } from '../test-module.ts';

/** A test that leaves something for another one to find. */
export const orderDependence: SmellRule = {
  id: 'order-dependence',
  title: 'Another test depends on this one',
  sees: 'a value that one test sets in the module (`global`) or in its class (`Cart.total = 3`), that another test reads and nothing else sets',
  leaves: 'values that a fixture or `setUp` sets, too, and those that the reading test sets itself',
  severity: 2,
  find(test, module) {
    for (const { name, node } of writesOf(test)) {
      if (readsOwnFirst(test, name, node)) continue;
      const others = siblingsOf(test, module).filter(({ node: other }) => other.id !== test.node.id);
      const isTest = (definition: { name: string }) => definition.name.startsWith('test');
      // Fixtures of the module count for a class, too.
      const setters = [...others, ...(test.owner ? definitionsIn(module.root) : [])].filter(
        (one) => !isTest(one) && one.node.type === 'function_definition',
      );
      if (setters.some((one) => writes(one.node, name))) continue;
      const reader = others.find((one) => isTest(one) && mentions(one.node, name) && !writes(one.node, name));
      if (!reader) continue;
      return {
        firstLine: node.startPosition.row + 1,
        lastLine: node.startPosition.row + 1,
        message: `${quote(node)} stays set after this test, and \`${reader.name}\` reads it: alone or in another order it finds something else. Set it in a fixture or in \`setUp\`.`,
        replacement: null,
      };
    }
    return null;
  },
};

/** Names that a test sets beyond itself: `NAME` of the module, `Class.name` of its class. */
function writesOf(test: TestInModule): { name: string; node: SyntaxNode }[] {
  const globals = new Set(
    nodesOf(test.body, 'global_statement').flatMap((node) => node.namedChildren.map(({ text }) => text)),
  );
  const owner = test.owner?.childForFieldName('name')?.text;
  return nodesOf(test.body, 'assignment').flatMap((node) => {
    const left = node.childForFieldName('left')!;
    if (left.type === 'identifier' && globals.has(left.text)) return [{ name: left.text, node }];
    const object = left.type === 'attribute' ? left.childForFieldName('object')!.text : null;
    const isClass =
      object !== null &&
      owner !== undefined &&
      [owner, 'self.__class__', 'type(self)', 'cls'].includes(object);
    return isClass ? [{ name: `.${left.childForFieldName('attribute')!.text}`, node }] : [];
  });
}

/** The test puts back what it has changed: it assigns the name more than once. */
function readsOwnFirst(test: TestInModule, name: string, node: SyntaxNode): boolean {
  return (
    writesOf(test).some((other) => other.name === name && other.node.id !== node.id) ||
    /finally:|addCleanup|monkeypatch/.test(test.body.text)
  );
}

function writes(definition: SyntaxNode, name: string): boolean {
  const plain = name.replace(/^\./, '');
  return nodesOf(definition, 'assignment').some((node) => {
    const left = node.childForFieldName('left')!;
    return left.type === 'attribute'
      ? left.childForFieldName('attribute')!.text === plain
      : left.text === plain;
  });
}

function mentions(definition: SyntaxNode, name: string): boolean {
  let found = false;
  walk(definition, (node) => {
    if (name.startsWith('.')) {
      if (
        node.type === 'attribute' &&
        /^(self|cls)(\.__class__)?\.\w+$/.test(node.text) &&
        node.text.endsWith(name)
      )
        found = true;
    } else if (node.type === 'identifier' && node.text === name && isVariable(node)) found = true;
    return !found;
  });
  return found;
}

function isVariable(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent?.type === 'keyword_argument') return parent.childForFieldName('name')?.id !== node.id;
  return parent?.type !== 'attribute' || parent.childForFieldName('object')?.id === node.id;
}
