import { html } from '../html.ts';
import type { PageHandler } from '../page-call.ts';
import { addressOf, itemOf } from '../page-call.ts';
import { renderConclusion, renderSha } from '../views/parts.ts';

/** Characters of a job's log, from its end. */
const longestLog = 100_000;

/** A run of a workflow file: its jobs with their steps and logs, and the artifacts. */
export const showWorkflowRun: PageHandler = (call) => {
  const run = itemOf(call.repository.runs, call, 'id');
  const main = html`<h1>${run.title} <span class="faint">#${run.number}</span></h1>
<div data-live="run">
<p class="lead">${renderConclusion(run)} ${run.workflow.name}, ${run.event} on <code>${run.headBranch}</code> ${renderSha(addressOf(call.repository, `/commit/${run.headSha}`), run.headSha)}</p>
${run.message && html`<p class="note">${run.message}</p>`}
${run.jobs.map(
  (
    job,
  ) => html`<article class="box check"><header><h2>${renderConclusion({ status: 'completed', conclusion: job.conclusion })} <span class="name">${job.name}</span></h2></header>
<ol class="rows">${job.steps.map((step) => html`<li>${renderConclusion({ status: 'completed', conclusion: step.conclusion })} ${step.name}</li>`)}</ol>
<details><summary>Log</summary><pre class="code"><code>${job.log.slice(-longestLog)}</code></pre></details></article>`,
)}
${run.artifacts.length > 0 ? html`<h2>Artifacts</h2><ul>${run.artifacts.map(({ name, zip }) => html`<li><code>${name}</code>, ${zip.byteLength} bytes</li>`)}</ul>` : null}
</div>`;
  return { kind: 'page', title: run.title, main };
};
