import { randomUUID } from 'node:crypto';
import type { Env as MarkdownEnv } from 'markdown-it';
import { Html, html } from '../html.ts';
import { createParser } from './parser.ts';
import { sanitize, slotAttribute } from './sanitize.ts';
import { listTasks } from './tasks.ts';

export interface MarkdownOptions {
  /** Can the reader tick the boxes; they have the place in the text's list of tasks. */
  tasks?: 'tickable' | 'fixed';
  /** Address of the repository: names of commits become links to them. */
  repository: string;
  /** How a block is shown that proposes other lines; plain code when it is left out. */
  renderSuggestion?: (lines: string) => Html;
}

/** What one rendering puts into the places that `slotAttribute` marks. */
interface Rendering extends MarkdownOptions {
  key: string;
  slots: Html[];
  tasks: 'tickable' | 'fixed';
}

const markdown = createParser();

/** What a rendering has handed to the parser. */
function renderingOf(env: MarkdownEnv | undefined): Rendering {
  return env?.['rendering'] as Rendering;
}

function slot(rendering: Rendering, tag: 'div' | 'span', content: Html): string {
  rendering.slots.push(content);
  return `<${tag} ${slotAttribute}="${rendering.key}:${rendering.slots.length - 1}"></${tag}>`;
}

function renderCode(language: string, code: string): Html {
  const lines = code.replace(/\n$/, '').split('\n');
  if (language !== 'diff') return html`<pre class="code"><code>${code}</code></pre>`;
  const kinds: Record<string, string> = { '+': 'added', '-': 'removed', '@': 'hunk' };
  return html`<pre class="code"><code>${lines.map((line) => html`<span class="${kinds[line[0] ?? ''] ?? ''}">${line}\n</span>`)}</code></pre>`;
}

markdown.renderer.rules['fence'] = (tokens, index, _options, env) => {
  const rendering = renderingOf(env);
  const { info, content } = tokens[index]!;
  const language = info.trim().split(/\s+/)[0] ?? '';
  const shown =
    language === 'suggestion' && rendering.renderSuggestion
      ? rendering.renderSuggestion(content)
      : renderCode(language, content);
  return slot(rendering, 'div', shown);
};

/** The box of a task takes the place of its brackets. */
markdown.core.ruler.push('boxes', ({ tokens, env, Token }) => {
  const rendering = renderingOf(env);
  for (const [index, token] of listTasks(tokens).entries()) {
    const children = token.children ?? [];
    const ticked = !token.content.startsWith('[ ]');
    children[0]!.content = children[0]!.content.slice(3);
    const label = children
      .filter(({ type }) => type === 'text' || type === 'code_inline')
      .map(({ content }) => content)
      .join('')
      .trim()
      .slice(0, 120);
    const marks = new Html(`${ticked ? ' checked' : ''}${rendering.tasks === 'tickable' ? '' : ' disabled'}`);
    const box = new Token('html_inline', '', 0);
    box.content = slot(
      rendering,
      'span',
      html`<input type="checkbox" class="task" aria-label="${label}" data-task="${index}"${marks}>`,
    );
    children.unshift(box);
  }
});

/** Full names of commits are shown shortened and as links. */
markdown.core.ruler.push('commits', ({ tokens, env, Token }) => {
  const { repository } = renderingOf(env);
  for (const token of tokens) {
    if (token.children === null) continue;
    let inLink = 0;
    token.children = token.children.flatMap((child) => {
      inLink += child.type.startsWith('link_') ? child.nesting : 0;
      if (child.type !== 'text' || inLink > 0) return [child];
      return child.content.split(/\b([0-9a-f]{40})\b/).map((piece, index) => {
        const made = new Token(index % 2 === 0 ? 'text' : 'html_inline', '', 0);
        made.content =
          index % 2 === 0
            ? piece
            : `<a href="${repository}/commit/${piece}"><code>${piece.slice(0, 7)}</code></a>`;
        return made;
      });
    });
  }
});

/** GitHub says the side that a column is at by an attribute; styles do not pass. */
markdown.core.ruler.push('alignment', ({ tokens }) => {
  for (const token of tokens) {
    const align = /^text-align:(\w+)$/.exec(String(token.attrGet('style') ?? ''))?.[1];
    if (align) token.attrs = [['align', align]];
  }
});

/** Markdown of people, repositories and models as HTML that can do no harm. */
export function renderMarkdown(text: string, options: MarkdownOptions): Html {
  const rendering: Rendering = { tasks: 'fixed', ...options, key: randomUUID(), slots: [] };
  const clean = sanitize(markdown.render(text, { rendering }));
  const places = new RegExp(`<(div|span) ${slotAttribute}="${rendering.key}:(\\d+)"></\\1>`, 'g');
  return new Html(clean.replace(places, (_, _tag, index) => rendering.slots[Number(index)]?.text ?? ''));
}
