import { describe, expect, test } from '@jest/globals';
import { renderMarkdown } from '../../localhub/pages/markdown/render-markdown.ts';
import { setTask } from '../../localhub/pages/markdown/tasks.ts';

const render = (text: string): string => renderMarkdown(text, { repository: '/acme/shop' }).text.trim();

describe('Markdown of others', () => {
  test.each([
    // What GitHub lets through.
    [
      '<details><summary>A</summary>\n\n**b**\n\n</details>',
      /^<details><summary>A<\/summary>\s*<p><strong>b<\/strong><\/p>\s*<\/details>$/,
    ],
    ['a<br>b <sub>c</sub>', '<p>a<br />b <sub>c</sub></p>'],
    ['a <!-- hidden --> b', '<p>a  b</p>'],
    ['one\ntwo', /^<p>one<br \/>\s*two<\/p>$/],
    ['| a |\n|--:|\n| b |', /<td align="right">b<\/td>/],
    [
      'at 0123456789012345678901234567890123456789.',
      '<p>at <a href="/acme/shop/commit/0123456789012345678901234567890123456789" rel="nofollow noopener noreferrer"><code>0123456</code></a>.</p>',
    ],
    // What it does not.
    ['<script>alert(1)</script>', ''],
    ['<style>* { display: none }</style>', ''],
    ['<iframe src="https://example.org">x</iframe>', ''],
    ['<form action="/x"><button>Go</button><input name="a"></form>', 'Go'],
    ['<b onclick="x()" style="color: red" class="primary" id="main">b</b>', '<p><b>b</b></p>'],
    ['<a href="javascript:x()">a</a>', '<p><a rel="nofollow noopener noreferrer">a</a></p>'],
    ['[a](javascript:x())', '<p>[a](javascript:x())</p>'],
    [
      '![a](https://example.org/a.png)',
      '<p><a href="https://example.org/a.png" rel="nofollow noopener noreferrer">🖼 a</a></p>',
    ],
    ['<img src=x onerror=x()>', '<a href="x" rel="nofollow noopener noreferrer">🖼 x</a>'],
    ['</div></article></main><b>out</b>', /^<b>out<\/b>$/],
    [
      '<span data-slot="x:0"></span><input type="checkbox" data-task="0">',
      /^<p><span data-slot="x:0"><\/span><\/p>$/,
    ],
    ['```<b>\n</code><script>\n```', '<pre class="code"><code>&lt;/code&gt;&lt;script&gt;\n</code></pre>'],
  ] as [string, string | RegExp][])('%j', (text, expected) => {
    if (typeof expected === 'string') expect(render(text)).toBe(expected);
    else expect(render(text)).toMatch(expected);
  });
});

describe('a tick changes one character of the text', () => {
  const check = (text: string, index: number, ticked: boolean, expected: string | null): void =>
    expect(setTask(text, index, ticked)).toBe(expected);

  test('of the box that was meant', () => {
    check('- [ ] a\n- [ ] b\n', 1, true, '- [ ] a\n- [x] b\n');
    check('1. [x] a\n   - [X] b', 1, false, '1. [x] a\n   - [ ] b');
    check('> * [ ] a <!-- key -->', 0, true, '> * [x] a <!-- key -->');
    check('Text\r\n\r\n- [ ] a\r\n', 0, true, 'Text\r\n\r\n- [x] a\r\n');
  });

  test('and of nothing that only looks like a box', () => {
    check('```\n- [ ] code\n```\n- [ ] a', 0, true, '```\n- [ ] code\n```\n- [x] a');
    check(
      '- [x](https://example.org)\n- [ ]\n- [ ] a',
      0,
      true,
      '- [x](https://example.org)\n- [ ]\n- [x] a',
    );
    check('[ ] no list', 0, true, null);
    check('- [ ] a', 1, true, null);
    check('- [ ] a', Number.NaN, true, null);
  });

  test('in the order in which the page shows them', () => {
    const text = '- [ ] a\n\n<details>\n\n- [x] b\n  - [ ] c\n\n</details>\n\n1. [ ] d';
    const shown = [...render(text).matchAll(/aria-label="(\w)" data-task="(\d)"/g)].map((one) => one[1]);
    expect(shown).toEqual(['a', 'b', 'c', 'd']);
    for (const [index, name] of shown.entries())
      expect(setTask(text, index, true)).toMatch(new RegExp(`\\[x\\] ${name}`));
  });
});
