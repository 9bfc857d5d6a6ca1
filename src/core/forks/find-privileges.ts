import { parseDocument } from 'yaml';

/** A workflow file of this size is no workflow of ours. */
export const MAX_WORKFLOW_BYTES = 256 * 1024;
const MAX_ALIASES = 50;

/**
 * Why a job of this workflow would hold something that the code it runs could take or misuse: a clause that completes
 * "because it", or null. A dispatched workflow gets the repository's secrets and, unless it says otherwise, a token with
 * whatever rights the repository gives by default, often writing:
 * https://docs.github.com/actions/reference/security/secure-use
 */
export function findPrivileges(text: string): string | null {
  const workflow = readYaml(text);
  if (!isMap(workflow)) return 'cannot be read as a workflow';
  const jobs = isMap(workflow['jobs']) ? Object.entries(workflow['jobs']) : [];
  if (jobs.length === 0) return 'has no jobs';
  for (const [name, job] of jobs) {
    if (!isMap(job)) return `has a job \`${plain(name)}\` that cannot be read`;
    const problem = findPermissionProblem(job['permissions'] ?? workflow['permissions']);
    if (problem) return `${problem} in its job \`${plain(name)}\``;
    if (job['secrets'] !== undefined)
      return `hands secrets to another workflow in its job \`${plain(name)}\``;
  }
  return usesSecrets(workflow) ? 'uses secrets' : null;
}

/** Whether the workflow starts by itself when a branch comes into being, which `[skip ci]` does not prevent. */
export function startsOnCreate(text: string): boolean {
  const workflow = readYaml(text);
  // What GitHub may read differently than we do counts as if it did.
  if (!isMap(workflow)) return true;
  const on = workflow['on'] ?? workflow['true'];
  if (typeof on === 'string') return on === 'create';
  if (Array.isArray(on)) return on.includes('create');
  return isMap(on) ? Object.hasOwn(on, 'create') : true;
}

function findPermissionProblem(permissions: unknown): string | null {
  if (permissions === undefined || permissions === null) return 'does not limit the permissions of its token';
  if (typeof permissions === 'string') {
    return permissions === 'read-all' ? null : 'gives its token the right to write';
  }
  if (!isMap(permissions)) return 'has permissions that cannot be read';
  const levels = Object.values(permissions);
  return levels.every((level) => level === 'read' || level === 'none')
    ? null
    : 'gives its token the right to write';
}

/**
 * Whether anything names the secrets behind the beginning of an expression; where it ends is not asked, since that takes
 * GitHub's own reading of strings. The token alone is what its permissions make it.
 */
function usesSecrets(value: unknown): boolean {
  if (typeof value === 'string') {
    const others = value.replace(/\bsecrets\s*\.\s*GITHUB_TOKEN\b/gi, '');
    return /\$\{\{[\s\S]*\bsecrets\b/i.test(others);
  }
  if (Array.isArray(value)) return value.some(usesSecrets);
  return isMap(value) && Object.values(value).some(usesSecrets);
}

function readYaml(text: string): unknown {
  if (Buffer.byteLength(text) > MAX_WORKFLOW_BYTES) return null;
  try {
    const document = parseDocument(text, { schema: 'core', logLevel: 'silent' });
    return document.errors.length > 0 ? null : document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return null;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain(name: string): string {
  return name.replace(/[^\w .-]/g, '').slice(0, 60);
}
