import type { RunRequest } from '../actions-port.ts';
import type { AnnotationCollector } from './annotations.ts';
import type { JobFolders } from './environment.ts';
import type { ValueMap } from './expressions/value.ts';
import type { JobLog } from './job-log.ts';
import type { ProcessGroups } from './process-groups.ts';

export interface ActionsRunnerSettings {
  /** Each run has a folder here while it lasts. */
  workDirectory: string;
  /** The folder with our action.yml: what `uses: testwright/testwright@…` means. */
  actionRoot: string;
  /** The interpreter whose version and packages `actions/setup-python` offers. */
  python: string;
  /** No job lasts longer, whatever its `timeout-minutes` say. */
  timeoutMs: number;
  /** The steps' PATH before any step adds to it. */
  pathEntries: string[];
  /** Variables of this machine that every step sees. */
  passedOn: Record<string, string>;
}

/** Artifacts of a whole run, by name. */
export type Artifacts = Map<string, Uint8Array>;

/** What the steps of one job share and change. */
export interface JobState {
  readonly settings: ActionsRunnerSettings;
  readonly request: RunRequest;
  readonly folders: JobFolders;
  readonly log: JobLog;
  readonly annotations: AnnotationCollector;
  readonly processes: ProcessGroups;
  readonly artifacts: Artifacts;
  /** CI, HOME, GITHUB_*, RUNNER_*: a step cannot replace these for later steps. */
  readonly baseEnvironment: Record<string, string>;
  /** `defaults.run` of the workflow and the job. */
  readonly runDefaults: { shell?: string | undefined; 'working-directory'?: string | undefined };
  /** What steps wrote to GITHUB_ENV. */
  readonly exportedEnvironment: Record<string, string>;
  /** What steps wrote to GITHUB_PATH, the newest first. */
  readonly addedPath: string[];
  /** `github`, `runner`, `matrix`, … : the same for every step of the job. */
  readonly contexts: ValueMap;
  /** Milliseconds of the epoch after which steps are ended. */
  deadline: number;
  cancelled: boolean;
  /** The first thing that this runner does not have; it fails the run by name. */
  problem: string | null;
}

/** The steps of a job, or of one use of a composite action: their outputs, inputs and success are their own. */
export interface Frame {
  /** `inputs`, and whatever else differs from the job's contexts. */
  readonly contexts: ValueMap;
  readonly steps: ValueMap;
  /** `env:` around these steps, rendered. */
  readonly environment: Record<string, string>;
  /** Null for the job's own steps. */
  readonly actionPath: string | null;
  /** A limit of these steps alone; passing it fails a step but does not cancel the job. */
  readonly deadline: number;
  failed: boolean;
}
