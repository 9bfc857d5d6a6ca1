import { beforeAll, describe, expect, test } from '@jest/globals';
import { classifyTarget, classifyTargets } from '../../../src/core/model-choice/classify-target.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { readTarget } from '../../support/target.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

const STRAIGHT = 'def label(item):\n    name = item.name.strip()\n    return f"{name} ({item.code})"\n';
const CRUD = 'def add(request):\n    Note.objects.create(text=request.data["text"])\n    return reply(201)\n';
const LONG = `def report(rows):\n${'    rows = tidy(rows)\n'.repeat(70)}    return rows\n`;
const LONG_LOGIC = LONG.replace('return', 'if rows:\n        pass\n    return');

describe('the class of a target', () => {
  test.each<[what: string, path: string, source: string, is: string, because: RegExp]>([
    ['a path', 'shop/auth/views.py', STRAIGHT, 'security', /path has the word auth/],
    [
      'a name',
      'shop/mail.py',
      STRAIGHT.replace('label', 'reset_password_link'),
      'security',
      /name has the word password/,
    ],
    [
      'a name in camel case',
      'shop/mail.py',
      'class OAuthTokenForm(forms.Form):\n    code = forms.CharField()\n',
      'security',
      /word oauth/,
    ],
    [
      'a decorator',
      'shop/views.py',
      `@permission_required("shop.add")\n${STRAIGHT}`,
      'security',
      /decorators has the word permission/,
    ],
    [
      'a parameter',
      'shop/views.py',
      STRAIGHT.replace('item):', 'item, token):'),
      'security',
      /parameters has the word token/,
    ],
    [
      'permission classes',
      'shop/views.py',
      'class Orders(ModelViewSet):\n    permission_classes = [IsOwner]\n',
      'security',
      /rights or identity/,
    ],
    [
      'payment inside',
      'shop/views.py',
      'def pay(order):\n    return gateway.refund(order.number)\n',
      'security',
      /word refund/,
    ],
    ['an author, who is no authority', 'blog/authors.py', STRAIGHT, 'boilerplate', /straight run/],
    ['a tokenizer', 'nlp/tokenizer.py', STRAIGHT, 'boilerplate', /straight run/],
    [
      'a branch',
      'shop/pricing.py',
      'def cap(n):\n    if n:\n        n = top(n)\n    return n\n',
      'business-logic',
      /branches/,
    ],
    [
      'a loop',
      'shop/pricing.py',
      'def run(xs):\n    for x in xs:\n        send(x)\n',
      'business-logic',
      /loops/,
    ],
    ['arithmetic', 'shop/pricing.py', 'def total(a, b):\n    return a * b\n', 'business-logic', /calculates/],
    [
      'a method in a class',
      'shop/forms.py',
      'class F(forms.Form):\n    def clean(self):\n        raise ValidationError("no")\n',
      'business-logic',
      /refuses/,
    ],
    ['a change of state in a service', 'shop/services/notes.py', CRUD, 'business-logic', /state/],
    ['the same in a view', 'shop/views.py', CRUD, 'boilerplate', /straight run/],
    [
      'a serializer',
      'shop/serializers.py',
      'class S(serializers.Serializer):\n    n = serializers.IntegerField(max_value=2 * 3)\n',
      'boilerplate',
      /straight run/,
    ],
    ['long and old code without tests', 'old/statement.py', LONG, 'legacy', /72 lines/],
    ['the same with branches', 'old/statement.py', LONG_LOGIC, 'legacy', /no test near/],
    ['long code with a test near it', 'shop/report.py', LONG, 'boilerplate', /straight run/],
  ])('%s', (_what, path, source, expected, because) => {
    const found = classifyTarget(parser, readTarget(parser, source, path), ['shop/tests/test_report.py']);
    expect([found.class, found.reason]).toEqual([expected, expect.stringMatching(because)]);
  });

  test('long code that the pull request itself brings is not old', () => {
    const target = readTarget(parser, LONG, 'new/report.py');
    const changedLines = Array.from({ length: 72 }, (_, index) => index + 1);
    expect(classifyTarget(parser, { ...target, changedLines }, []).class).toBe('boilerplate');
  });

  test('several targets have each class once', () => {
    const targets = [STRAIGHT, STRAIGHT, CRUD.replace('add', 'login')].map((text) =>
      readTarget(parser, text, 'a.py'),
    );
    expect(classifyTargets(parser, targets, [])).toEqual(['boilerplate', 'security']);
  });
});
