import { existsSync } from 'node:fs';
import { arch, homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { RunRequest } from '../actions-port.ts';
import { namesOfRef } from './github-context.ts';

export type HostEnvironment = Record<string, string | undefined>;

/**
 * Variables of this machine that steps may see. A hosted runner reaches the package index directly; this machine
 * may need a mirror, a proxy or a certificate for it, and pip and OpenSSL take those from these variables. Nothing
 * else passes, so a secret in the environment of the program that hosts the runner never reaches a step.
 */
const PASSED_ON =
  /^(PIP_[A-Z0-9_]+|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|(https?|all|no)_proxy|(HTTPS?|ALL|NO)_PROXY)$/;

const SYSTEM_FOLDERS = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/opt/homebrew/bin',
];

export interface JobFolders {
  /** Everything of this job lies below it. */
  root: string;
  workspace: string;
  temp: string;
  home: string;
  /** What `uses: owner/name` actions are copied to. */
  actions: string;
}

/** Variables from this machine that pip needs; its per-user settings count, though steps have another HOME. */
export function choosePassedOn(host: HostEnvironment): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(host))
    if (value !== undefined && PASSED_ON.test(name)) chosen[name] = value;
  const home = host['HOME'] ?? homedir();
  const settings = [
    join(host['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'pip', 'pip.conf'),
    join(home, '.pip', 'pip.conf'),
  ].find((path) => existsSync(path));
  if (settings && chosen['PIP_CONFIG_FILE'] === undefined) chosen['PIP_CONFIG_FILE'] = settings;
  return chosen;
}

/** The system's folders, and the folder of git where git is installed elsewhere. */
export function chooseSystemPath(host: HostEnvironment): string[] {
  const folders = SYSTEM_FOLDERS.filter((folder) => existsSync(folder));
  if (folders.some((folder) => existsSync(join(folder, 'git')))) return folders;
  const withGit = (host['PATH'] ?? '').split(delimiter).find((folder) => existsSync(join(folder, 'git')));
  return withGit ? [...folders, withGit] : folders;
}

/** What every step of a job starts from, before `env:` of the workflow, the job and the step. */
export function buildBaseEnvironment(
  request: RunRequest,
  job: { id: string; folders: JobFolders; workflowName: string; trackingId: string },
): Record<string, string> {
  const { repository, workflow } = request;
  const fullName = `${repository.owner}/${repository.name}`;
  const { refName, refType } = namesOfRef(request.ref);
  const { folders } = job;
  return {
    CI: 'true',
    HOME: folders.home,
    LANG: 'C.UTF-8',
    TMPDIR: folders.temp,
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: repository.owner,
    GITHUB_API_URL: request.apiUrl,
    GITHUB_EVENT_NAME: request.event,
    GITHUB_EVENT_PATH: join(folders.temp, 'event.json'),
    GITHUB_JOB: job.id,
    GITHUB_REF: request.ref,
    GITHUB_REF_NAME: refName,
    GITHUB_REF_TYPE: refType,
    GITHUB_REPOSITORY: fullName,
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: repository.owner,
    GITHUB_RUN_ATTEMPT: String(request.attempt),
    GITHUB_RUN_ID: String(request.runId),
    GITHUB_SERVER_URL: request.serverUrl,
    GITHUB_SHA: request.headSha,
    GITHUB_WORKFLOW: job.workflowName,
    GITHUB_WORKFLOW_REF: `${fullName}/${workflow.path}@${request.ref}`,
    GITHUB_WORKSPACE: folders.workspace,
    RUNNER_ARCH: runnerArchitecture(),
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_NAME: 'localhub',
    RUNNER_OS: runnerSystem(),
    RUNNER_TEMP: folders.temp,
    RUNNER_TRACKING_ID: job.trackingId,
  };
}

/** Names as GitHub writes them. */
export function runnerArchitecture(): string {
  return arch() === 'arm64' ? 'ARM64' : 'X64';
}

export function runnerSystem(): string {
  return process.platform === 'darwin' ? 'macOS' : 'Linux';
}
