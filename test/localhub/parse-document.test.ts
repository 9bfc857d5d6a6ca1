import { describe, expect, test } from '@jest/globals';
import { GraphqlSyntaxError, parseDocument, resolveValue } from '../../localhub/graphql/parse-document.ts';

describe('a GraphQL document', () => {
  function check(text: string, expected: object) {
    expect(parseDocument(text)).toMatchObject(expected);
  }

  test('may be a bare selection', () =>
    check('{ a { b } }', { kind: 'query', fields: [{ key: 'a', fields: [{ name: 'b' }] }] }));
  test('may have a name, typed variables and comments', () =>
    check('mutation Move($input: [X!]! = null) { # why\n move(input: $input) { id } }', {
      kind: 'mutation',
      fields: [{ name: 'move', arguments: { input: { kind: 'variable', name: 'input' } } }],
    }));
  test('may rename what it asks for', () =>
    check('query { mine: repository { id } }', { fields: [{ key: 'mine', name: 'repository' }] }));

  test('may ask for what only one type has', () =>
    check('{ a { id ... on Blob { text } } }', {
      fields: [{ fields: [{ name: 'id' }, { name: 'text', onType: 'Blob' }] }],
    }));

  test('has values of every kind', () => {
    const [field] = parseDocument('{ f(a: {n: [1, -2.5, "q\\"", true, null, ENUM, $v], o: {}}) }').fields;
    expect(resolveValue(field!.arguments['a']!, { v: 'given' })).toEqual({
      n: [1, -2.5, 'q"', true, null, 'ENUM', 'given'],
      o: {},
    });
  });

  test.each(['', 'query', '{ a', 'subscription { a }', '{ ...Fragment }', '{ a(b: ) }', '{ a ; }'])(
    '%j is none',
    (text) => {
      expect(() => parseDocument(text)).toThrow(GraphqlSyntaxError);
    },
  );
});
