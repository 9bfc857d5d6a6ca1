/** The border between the server and the Actions runner: the server creates runs, a runner executes them. */

export interface WorkflowFile {
  path: string;
  text: string;
}

export interface RunRequest {
  gitDir: string;
  repository: { owner: string; name: string; id: number };
  headSha: string;
  /** Full name, `refs/heads/x`. */
  ref: string;
  event: 'push' | 'pull_request' | 'workflow_dispatch';
  inputs: Record<string, string>;
  workflow: WorkflowFile;
  runId: number;
  attempt: number;
  apiUrl: string;
  serverUrl: string;
}

export interface StepResult {
  name: string;
  number: number;
  conclusion: 'success' | 'failure' | 'skipped' | 'cancelled';
  startedAt: string;
  completedAt: string;
}

export interface Annotation {
  level: 'notice' | 'warning' | 'failure';
  title: string;
  message: string;
  path: string;
  startLine: number;
  endLine: number;
}

export interface JobResult {
  name: string;
  conclusion: 'success' | 'failure' | 'skipped' | 'cancelled';
  startedAt: string;
  completedAt: string;
  steps: StepResult[];
  annotations: Annotation[];
  log: string;
}

export interface RunResult {
  conclusion: 'success' | 'failure' | 'cancelled' | 'startup_failure';
  jobs: JobResult[];
  artifacts: { name: string; zip: Uint8Array }[];
  message: string | null;
}

export interface ActionsRunnerPort {
  /** Which workflow files a push / pull_request event starts (on: filters, [skip ci]). Pure. */
  triggered(
    event: {
      name: 'push' | 'pull_request';
      action?: string;
      branch: string;
      baseBranch?: string;
      headCommitMessage: string;
      changedPaths: string[];
    },
    files: WorkflowFile[],
  ): WorkflowFile[];
  /** Does the file declare workflow_dispatch. Pure. */
  dispatchable(file: WorkflowFile): boolean;
  execute(request: RunRequest, onProgress?: (line: string) => void): Promise<RunResult>;
}
