import type { CheckAnnotation, CheckRunRecord } from '../../records.ts';
import { type Html, html } from '../html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { renderConclusion } from './parts.ts';

function renderAnnotation(annotation: CheckAnnotation): Html {
  const lines =
    annotation.start_line === annotation.end_line
      ? annotation.start_line
      : `${annotation.start_line}–${annotation.end_line}`;
  return html`<li class="${annotation.annotation_level}"><p><b>${annotation.title ?? annotation.annotation_level}</b> <code>${annotation.path}:${lines}</code></p><pre>${annotation.message}</pre></li>`;
}

/** A check run: what it came to, its texts, annotations and buttons. `base` is the address of the repository. */
export function renderCheckRun(check: CheckRunRecord, base: string, canPress: boolean): Html {
  const address = `${base}/runs/${check.id}`;
  const isCompleted = check.status === 'completed';
  const { title, summary, text } = check.output;
  const buttons = isCompleted ? check.actions : [];
  return html`<article class="box check" id="check-${check.id}">
<header><h2>${renderConclusion(check)} <span class="name">${check.name}</span></h2><span class="faint">${check.app.slug}</span>
<div class="buttons">${buttons.map(
    ({ identifier, label, description }) =>
      html`<form method="post" action="${address}/press"><input type="hidden" name="identifier" value="${identifier}"><button type="submit" class="primary" title="${description}"${canPress ? null : html` disabled`}>${label}</button></form>`,
  )}${isCompleted ? html`<form method="post" action="${address}/rerequest"><button type="submit"${canPress ? null : html` disabled`}>Re-run</button></form>` : null}</div></header>
<div class="body">
${title && html`<h3>${title}</h3>`}
${summary && html`<div class="markdown">${renderMarkdown(summary, { repository: base })}</div>`}
${text && html`<div class="markdown">${renderMarkdown(text, { repository: base })}</div>`}
${check.annotations.length > 0 ? html`<h3>Annotations</h3><ul class="annotations">${check.annotations.map(renderAnnotation)}</ul>` : null}
</div>
</article>`;
}
