import type { ActionsRunnerPort, WorkflowFile } from '../actions-port.ts';
import { matchesFilter } from './filter-pattern.ts';
import { RunnerProblem } from './problem.ts';
import { asksToSkip } from './skip-ci.ts';
import { parseYaml } from './workflow-file.ts';

export type TriggerEvent = Parameters<ActionsRunnerPort['triggered']>[0];

const DEFAULT_PULL_REQUEST_TYPES = ['opened', 'synchronize', 'reopened'];

/** The workflow files that a push to a branch, or a pull request event, starts. */
export function chooseTriggered(event: TriggerEvent, files: WorkflowFile[]): WorkflowFile[] {
  if (asksToSkip(event.headCommitMessage)) return [];
  return files.filter((file) => {
    const triggers = readTriggers(file);
    if (!triggers || !Object.hasOwn(triggers, event.name)) return false;
    const filters = triggers[event.name] ?? {};
    return event.name === 'push' ? acceptsPush(filters, event) : acceptsPullRequest(filters, event);
  });
}

/** Whether the file has `workflow_dispatch` among its triggers. */
export function isDispatchable(file: WorkflowFile): boolean {
  return Object.hasOwn(readTriggers(file) ?? {}, 'workflow_dispatch');
}

type Filters = Record<string, unknown>;

/** `on:` as a map of event to filters; null when the file is not valid YAML or has none. */
function readTriggers(file: WorkflowFile): Record<string, Filters> | null {
  let on: unknown;
  try {
    const document = parseYaml(file);
    on = typeof document === 'object' && document !== null && 'on' in document ? document.on : null;
  } catch (error) {
    if (error instanceof RunnerProblem) return null;
    throw error;
  }
  if (typeof on === 'string') return { [on]: {} };
  if (Array.isArray(on)) return Object.fromEntries(on.map((name) => [String(name), {}]));
  if (typeof on !== 'object' || on === null) return null;
  return Object.fromEntries(Object.entries(on).map(([name, filters]) => [name, (filters ?? {}) as Filters]));
}

function patterns(filters: Filters, name: string): string[] | null {
  const value = filters[name];
  if (value === undefined || value === null) return null;
  return (Array.isArray(value) ? value : [value]).map(String);
}

function acceptsPush(filters: Filters, event: TriggerEvent): boolean {
  const namesBranches = patterns(filters, 'branches') ?? patterns(filters, 'branches-ignore');
  // With filters for tags alone, a push to a branch starts nothing.
  if (!namesBranches && (patterns(filters, 'tags') ?? patterns(filters, 'tags-ignore'))) return false;
  return acceptsName(filters, 'branches', event.branch) && acceptsPaths(filters, event.changedPaths);
}

function acceptsPullRequest(filters: Filters, event: TriggerEvent): boolean {
  const types = patterns(filters, 'types') ?? DEFAULT_PULL_REQUEST_TYPES;
  if (!types.includes(event.action ?? 'opened')) return false;
  return (
    acceptsName(filters, 'branches', event.baseBranch ?? '') && acceptsPaths(filters, event.changedPaths)
  );
}

function acceptsName(filters: Filters, key: string, name: string): boolean {
  const wanted = patterns(filters, key);
  const ignored = patterns(filters, `${key}-ignore`);
  if (wanted && !matchesFilter(wanted, name)) return false;
  return !(ignored && matchesFilter(ignored, name));
}

/** `paths` wants one changed file that matches; `paths-ignore` wants one that does not. */
function acceptsPaths(filters: Filters, changedPaths: string[]): boolean {
  const wanted = patterns(filters, 'paths');
  const ignored = patterns(filters, 'paths-ignore');
  if (wanted && !changedPaths.some((path) => matchesFilter(wanted, path))) return false;
  return !(ignored && changedPaths.every((path) => matchesFilter(ignored, path)));
}
