import { emitCheckRun, ensureSuite } from '../activity/check-runs.ts';
import { findCommit } from '../git/objects.ts';
import { ApiError } from '../http/api-error.ts';
import type { Call, Handler } from '../http/call.ts';
import { itemOf, repositoryOf } from '../http/call.ts';
import { paginate } from '../http/paginate.ts';
import { now } from '../hub.ts';
import type { CheckAnnotation, CheckRunRecord } from '../records.ts';
import { renderCheckRun } from '../views/check-run.ts';
import { repositoryHtmlUrl } from '../views/repository.ts';

interface AskedCheck {
  name?: string;
  head_sha?: string;
  details_url?: string;
  external_id?: string;
  status?: CheckRunRecord['status'];
  started_at?: string;
  conclusion?: string;
  completed_at?: string;
  output?: { title?: string; summary?: string; text?: string; annotations?: Partial<CheckAnnotation>[] };
  actions?: CheckRunRecord['actions'];
}

function checkOf(call: Call): CheckRunRecord {
  return itemOf(repositoryOf(call).checkRuns, call, 'check_run_id');
}

/** Obeys what was asked. A conclusion completes the run; annotations are added to those there are. */
function change(check: CheckRunRecord, asked: AskedCheck): void {
  if (asked.name !== undefined) check.name = asked.name;
  if (asked.details_url !== undefined) check.detailsUrl = asked.details_url;
  if (asked.external_id !== undefined) check.externalId = asked.external_id;
  if (asked.status !== undefined) check.status = asked.status;
  if (asked.started_at !== undefined) check.startedAt = asked.started_at;
  if (asked.status !== undefined && asked.status !== 'completed' && asked.conclusion === undefined) {
    check.conclusion = null;
    check.completedAt = null;
  }
  if (asked.conclusion !== undefined || asked.completed_at !== undefined) {
    if (asked.conclusion === undefined)
      throw new ApiError(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.');
    check.status = 'completed';
    check.conclusion = asked.conclusion;
    check.completedAt = asked.completed_at ?? now();
  }
  if (asked.status === 'completed' && asked.conclusion === undefined && check.conclusion === null)
    throw new ApiError(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.');
  if (asked.actions !== undefined) check.actions = asked.actions;
  if (asked.output === undefined) return;
  const { title, summary, text, annotations = [] } = asked.output;
  check.output = {
    title: title ?? check.output.title,
    summary: summary ?? null,
    text: text ?? check.output.text,
  };
  for (const annotation of annotations) check.annotations.push(completeAnnotation(annotation));
}

function completeAnnotation(asked: Partial<CheckAnnotation>): CheckAnnotation {
  return {
    path: asked.path ?? '',
    start_line: asked.start_line ?? 1,
    end_line: asked.end_line ?? 1,
    start_column: asked.start_column ?? null,
    end_column: asked.end_column ?? null,
    annotation_level: asked.annotation_level ?? 'notice',
    title: asked.title ?? null,
    message: asked.message ?? '',
    raw_details: asked.raw_details ?? null,
  };
}

const createCheck: Handler = async (call) => {
  const repository = repositoryOf(call);
  const asked = call.body as AskedCheck;
  const headSha = asked.head_sha ?? '';
  if (!/^[0-9a-f]{40}$/.test(headSha) || (await findCommit(repository.gitDir, headSha)) === null)
    throw new ApiError(422, `No commit found for SHA: ${headSha}`);
  const check: CheckRunRecord = {
    id: call.hub.nextId(),
    app: call.app,
    suiteId: ensureSuite(call.hub, repository, call.app.id, headSha),
    name: asked.name ?? '',
    headSha,
    status: 'queued',
    conclusion: null,
    externalId: '',
    detailsUrl: null,
    startedAt: now(),
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
    actions: [],
  };
  change(check, asked);
  repository.checkRuns.set(check.id, check);
  emitCheckRun(call.hub, repository, check, call.actor, 'created');
  if (check.status === 'completed') emitCheckRun(call.hub, repository, check, call.actor, 'completed');
  return { status: 201, body: renderCheckRun(call.hub, repository, check) };
};

const updateCheck: Handler = (call) => {
  const repository = repositoryOf(call);
  const check = checkOf(call);
  if (check.app !== call.app)
    throw new ApiError(
      403,
      `Invalid app_id \`${call.app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  const before = check.status;
  change(check, call.body as AskedCheck);
  if (before !== 'completed' && check.status === 'completed')
    emitCheckRun(call.hub, repository, check, call.actor, 'completed');
  return { status: 200, body: renderCheckRun(call.hub, repository, check) };
};

const listAnnotations: Handler = (call) => {
  const repository = repositoryOf(call);
  const check = checkOf(call);
  const { items, headers } = paginate(call, check.annotations);
  const blob = (path: string) =>
    `${repositoryHtmlUrl(call.hub, repository)}/blob/${check.headSha}/${encodeURIComponent(path)}`;
  return {
    status: 200,
    headers,
    body: items.map((annotation) => ({ ...annotation, blob_href: blob(annotation.path) })),
  };
};

/** Newest first. `filter=latest`, the default, keeps the newest of each name in each suite. */
const listForRef: Handler = async (call) => {
  const repository = repositoryOf(call);
  const { app_id: appId, check_name: name, status, filter = 'latest' } = call.query;
  const sha = await findCommit(repository.gitDir, call.params['ref'] ?? '');
  if (sha === null) throw new ApiError(422, `No commit found for SHA: ${call.params['ref']}`);
  const found = [...repository.checkRuns.values()]
    .filter((check) => check.headSha === sha)
    .filter((check) => appId === undefined || check.app.id === Number(appId))
    .filter((check) => name === undefined || check.name === name)
    .filter((check) => status === undefined || check.status === status)
    .sort((a, b) => b.id - a.id);
  const isNewest = (check: CheckRunRecord, index: number) =>
    found.findIndex((other) => other.suiteId === check.suiteId && other.name === check.name) === index;
  const shown = filter === 'all' ? found : found.filter(isNewest);
  const { items, headers } = paginate(call, shown);
  const body = {
    total_count: shown.length,
    check_runs: items.map((check) => renderCheckRun(call.hub, repository, check)),
  };
  return { status: 200, headers, body };
};

export const checkHandlers: Record<string, Handler> = {
  'checks/create': createCheck,
  'checks/update': updateCheck,
  'checks/get': (call) => ({
    status: 200,
    body: renderCheckRun(call.hub, repositoryOf(call), checkOf(call)),
  }),
  'checks/list-annotations': listAnnotations,
  'checks/list-for-ref': listForRef,
};
