/**
 * Vendors GitHub's own descriptions of its REST API and webhooks, trimmed to what Testwright and localhub use,
 * into `test/contract/`. Run by hand (`node scripts/vendor-contract.ts`); the diff shows what GitHub changed.
 *
 * The packages come from `npm pack` and are no dependencies: unpacked they take 0.5 GB, and loading the index of
 * `@octokit/openapi` reads ten descriptions (0.9 GB of memory) where one is needed.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

const packages = {
  api: { name: '@octokit/openapi', version: '23.0.2' },
  webhooks: { name: '@octokit/openapi-webhooks', version: '12.1.0' },
};

const operationIds = [
  'apps/get-authenticated',
  'apps/list-installations',
  'apps/get-installation',
  'apps/get-repo-installation',
  'apps/create-installation-access-token',
  'apps/revoke-installation-access-token',
  'apps/list-repos-accessible-to-installation',
  'apps/list-webhook-deliveries',
  'apps/get-webhook-delivery',
  'apps/redeliver-webhook-delivery',
  'repos/get',
  'repos/get-branch',
  'repos/get-content',
  'repos/download-tarball-archive',
  'repos/compare-commits-with-basehead',
  'repos/get-collaborator-permission-level',
  'pulls/list',
  'pulls/create',
  'pulls/get',
  'pulls/update',
  'pulls/list-files',
  'pulls/create-review',
  'pulls/list-reviews',
  'pulls/list-review-comments',
  'git/get-tree',
  'git/create-tree',
  'git/get-blob',
  'git/create-blob',
  'git/get-commit',
  'git/create-commit',
  'git/get-ref',
  'git/list-matching-refs',
  'git/create-ref',
  'git/update-ref',
  'git/delete-ref',
  'actions/get-workflow',
  'actions/create-workflow-dispatch',
  'actions/list-workflow-runs',
  'actions/list-workflow-runs-for-repo',
  'actions/get-workflow-run',
  'actions/list-jobs-for-workflow-run',
  'actions/list-jobs-for-workflow-run-attempt',
  'actions/list-workflow-run-artifacts',
  'actions/download-artifact',
  'actions/download-job-logs-for-workflow-run',
  'checks/create',
  'checks/update',
  'checks/get',
  'checks/list-annotations',
  'checks/list-for-ref',
  'issues/get',
  'issues/create',
  'issues/list-for-repo',
  'issues/add-labels',
  'issues/remove-label',
  'issues/list-comments',
  'issues/create-comment',
  'issues/get-comment',
  'issues/update-comment',
  'issues/delete-comment',
  'reactions/create-for-issue-comment',
];

const webhookNames = [
  'pull-request-opened',
  'pull-request-synchronize',
  'pull-request-reopened',
  'pull-request-closed',
  'pull-request-ready-for-review',
  'pull-request-converted-to-draft',
  'pull-request-edited',
  'pull-request-labeled',
  'pull-request-unlabeled',
  'push',
  'pull-request-review-submitted',
  'pull-request-review-comment-created',
  'pull-request-review-comment-deleted',
  'pull-request-review-thread-resolved',
  'pull-request-review-thread-unresolved',
  'issues-opened',
  'issues-edited',
  'issues-labeled',
  'issues-unlabeled',
  'issues-closed',
  'issues-reopened',
  'installation-created',
  'installation-deleted',
  'installation-repositories-added',
  'installation-repositories-removed',
  'issue-comment-created',
  'issue-comment-edited',
  'issue-comment-deleted',
  'check-run-created',
  'check-run-completed',
  'check-run-requested-action',
  'check-run-rerequested',
  'check-suite-rerequested',
  'merge-group-checks-requested',
  'merge-group-destroyed',
  'workflow-run-requested',
  'workflow-run-in-progress',
  'workflow-run-completed',
];

/** Prose and tooling notes; where they are property names of a schema they stay. */
const prose = new Set([
  ...[
    'description',
    'summary',
    'title',
    'example',
    'examples',
    'externalDocs',
    'tags',
    'deprecated',
    'headers',
  ],
  ...['x-github', 'x-octokit', 'x-github-breaking-changes', 'x-multi-segment', 'readOnly'],
]);

/** A copy without prose. Under `properties` every key is a name that GitHub chose. */
function buildTrimmed(value: Json, keysAreNames: 'names' | 'keywords'): Json {
  if (Array.isArray(value)) return value.map((item) => buildTrimmed(item, 'keywords'));
  if (value === null || typeof value !== 'object') return value;
  const trimmed: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    if (keysAreNames === 'keywords' && prose.has(key)) continue;
    if (key === 'enum' || key === 'default' || key === 'required') trimmed[key] = child;
    else {
      const names = keysAreNames === 'keywords' && (key === 'properties' || key === 'patternProperties');
      trimmed[key] = buildTrimmed(child, names ? 'names' : 'keywords');
    }
  }
  return trimmed;
}

function findReferences(value: Json, found: Set<string>): Set<string> {
  if (Array.isArray(value)) for (const item of value) findReferences(item, found);
  else if (value !== null && typeof value === 'object') {
    for (const [key, child] of Object.entries(value)) {
      if (key === '$ref' && typeof child === 'string') found.add(child);
      else findReferences(child, found);
    }
  }
  return found;
}

/** `components` with everything that `roots` reach, directly or through other components, sorted by name. */
function buildComponents(roots: Json, all: JsonObject): JsonObject {
  const kept = new Map<string, Json>();
  const open = [...findReferences(roots, new Set())];
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    if (kept.has(reference)) continue;
    const [, , section, name] = reference.split('/') as [string, string, string, string];
    const component = (all[section] as JsonObject | undefined)?.[name];
    if (component === undefined) throw new Error(`The description has no ${reference}`);
    const trimmed = buildTrimmed(component, 'keywords');
    kept.set(reference, trimmed);
    open.push(...findReferences(trimmed, new Set()));
  }
  const components: JsonObject = {};
  for (const [reference, component] of [...kept].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [, , section, name] = reference.split('/') as [string, string, string, string];
    components[section] = { ...(components[section] as JsonObject | undefined), [name]: component };
  }
  return components;
}

function buildApi(description: JsonObject): JsonObject {
  const paths: JsonObject = {};
  const missing = new Set(operationIds);
  for (const [template, item] of Object.entries(description['paths'] as JsonObject)) {
    for (const [method, operation] of Object.entries(item as JsonObject)) {
      const id = (operation as JsonObject)['operationId'] as string;
      if (!missing.delete(id)) continue;
      paths[template] = {
        ...(paths[template] as JsonObject | undefined),
        [method]: buildTrimmed(operation as Json, 'keywords'),
      };
    }
  }
  if (missing.size > 0) throw new Error(`The description lacks ${[...missing].join(', ')}`);
  // Error bodies that an operation's own list leaves out are checked against GitHub's general ones.
  const errors: Json = [
    { $ref: '#/components/schemas/basic-error' },
    { $ref: '#/components/schemas/validation-error' },
    { $ref: '#/components/schemas/validation-error-simple' },
  ];
  const components = buildComponents([paths, errors], description['components'] as JsonObject);
  return { openapi: description['openapi'] as string, paths, components };
}

function buildWebhooks(description: JsonObject): JsonObject {
  const webhooks: JsonObject = {};
  for (const name of webhookNames) {
    const webhook = (description['webhooks'] as JsonObject)[name];
    if (webhook === undefined) throw new Error(`The description lacks the webhook ${name}`);
    webhooks[name] = buildTrimmed(webhook, 'keywords');
  }
  const components = buildComponents(webhooks, description['components'] as JsonObject);
  return { openapi: description['openapi'] as string, webhooks, components };
}

/** Fetches a package and unpacks the two files that are needed: the description and its licence. */
function readPackage(
  folder: string,
  source: { name: string; version: string },
): { description: JsonObject; licence: string } {
  const file = execFileSync('npm', ['pack', '--silent', `${source.name}@${source.version}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  const members = { description: 'package/generated/api.github.com.json', licence: 'package/LICENSE' };
  execFileSync('tar', ['-xzf', file.trim(), ...Object.values(members)], { cwd: folder });
  const read = (member: string) => readFileSync(path.join(folder, member), 'utf8');
  return { description: JSON.parse(read(members.description)) as JsonObject, licence: read(members.licence) };
}

/** One line per path, webhook or schema, so that a new version reads well as a diff. */
function renderLines(document: JsonObject): string {
  const render = (value: Json, depth: number): string => {
    if (depth === 0 || value === null || typeof value !== 'object' || Array.isArray(value))
      return JSON.stringify(value);
    const entries = Object.entries(value).map(
      ([key, child]) => `${JSON.stringify(key)}: ${render(child, depth - 1)}`,
    );
    return `{\n${entries.join(',\n')}\n}`;
  };
  const sections = Object.entries(document).map(
    ([key, value]) => `${JSON.stringify(key)}: ${render(value, key === 'components' ? 2 : 1)}`,
  );
  return `{\n${sections.join(',\n')}\n}\n`;
}

const target = fileURLToPath(new URL('../test/contract/', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'vendor-contract-'));
try {
  mkdirSync(target, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(path.join(target, name), text);
  const api = readPackage(folder, packages.api);
  const webhooks = readPackage(folder, packages.webhooks);
  write('api.github.com.json', renderLines(buildApi(api.description)));
  write('webhooks.json', renderLines(buildWebhooks(webhooks.description)));
  write('LICENSE', [...new Set([api.licence, webhooks.licence])].join('\n'));
  const versions = Object.fromEntries(Object.values(packages).map(({ name, version }) => [name, version]));
  write('versions.json', `${JSON.stringify(versions, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
