import { copyFile, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import type { BuiltinAction } from './builtin/action-call.ts';
import { checkout } from './builtin/checkout.ts';
import { setupPython } from './builtin/setup-python.ts';
import { uploadArtifact } from './builtin/upload-artifact.ts';
import { requireKnownExpressions } from './expressions/template.ts';
import type { JobState } from './job-state.ts';
import { RunnerProblem, StepFailure } from './problem.ts';
import { parseWith, parseYaml, type Step, stepSchema } from './workflow-file.ts';

/** The actions that are built in, whatever version is asked for. */
const BUILTIN = new Map<string, BuiltinAction>([
  ['actions/checkout', checkout],
  ['actions/setup-python', setupPython],
  ['actions/upload-artifact', uploadArtifact],
]);
const OWN_ACTION = 'testwright/testwright';
/** Parts of the action's folder that a hosted runner would not have either, or that only tools need. */
const NOT_COPIED = new Set(['node_modules', 'data', 'dist', '__pycache__']);

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const inputSchema = z.looseObject({ default: text.nullish(), required: z.unknown().optional() });
const actionSchema = z.looseObject({
  name: z.string().optional(),
  inputs: z.record(z.string(), inputSchema.nullable()).nullish(),
  outputs: z.record(z.string(), z.looseObject({ value: text.optional() })).nullish(),
  runs: z.looseObject({ using: z.string(), steps: z.array(stepSchema).optional() }),
});

export interface CompositeAction {
  folder: string;
  /** Defaults may hold expressions. */
  inputs: Record<string, { default: string | undefined }>;
  outputs: Record<string, string>;
  steps: Step[];
}

const withoutVersion = (uses: string): string => uses.split('@')[0]!.toLowerCase();

/** Throws a RunnerProblem unless `uses` is on this runner's list. Local actions are looked at when they run. */
export function requireAvailable(uses: string): void {
  const known = uses.includes('@') && (BUILTIN.has(withoutVersion(uses)) || isOwnAction(uses));
  if (!known && !isLocal(uses)) throw new RunnerProblem(`uses: ${uses} is not available on this runner`);
}

export function findBuiltin(uses: string): BuiltinAction | null {
  return isLocal(uses) ? null : (BUILTIN.get(withoutVersion(uses)) ?? null);
}

const isLocal = (uses: string): boolean => uses.startsWith('./') || uses === '.';
const isOwnAction = (uses: string): boolean => withoutVersion(uses) === OWN_ACTION;

/** The composite action behind `uses`: ours as it stands in `actionRoot`, or one of the checked-out tree. */
export async function loadComposite(job: JobState, uses: string): Promise<CompositeAction> {
  requireAvailable(uses);
  const folder = isLocal(uses) ? localFolder(job, uses) : await copyOwnAction(job);
  const path = await findActionFile(folder, uses);
  const file = { path: isLocal(uses) ? uses : basename(path), text: await readFile(path, 'utf8') };
  const data = parseYaml(file);
  const action = parseWith(actionSchema, data, file.path);
  if (action.runs.using !== 'composite')
    throw new RunnerProblem(
      `uses: ${uses} is not available on this runner: it runs with ${action.runs.using}`,
    );
  requireKnownExpressions(action.runs.steps);
  const steps = action.runs.steps ?? [];
  for (const step of steps) {
    if (step.uses !== undefined) requireAvailable(step.uses);
    else if (step.shell === undefined)
      throw new RunnerProblem(
        `Invalid action file: ${file.path}: a run step of a composite action needs a shell`,
      );
  }
  return {
    folder,
    steps,
    inputs: Object.fromEntries(
      Object.entries(action.inputs ?? {}).map(([name, input]) => [
        name.toLowerCase(),
        { default: input?.default ?? undefined },
      ]),
    ),
    outputs: Object.fromEntries(
      Object.entries(action.outputs ?? {}).map(([name, output]) => [name, output.value ?? '']),
    ),
  };
}

function localFolder(job: JobState, uses: string): string {
  const folder = resolve(job.folders.workspace, uses);
  if (relative(job.folders.workspace, folder).startsWith('..'))
    throw new StepFailure(`The action '${uses}' lies outside the workspace`);
  return folder;
}

/** A copy, as on a hosted runner: what steps write beside the action never reaches its source. */
async function copyOwnAction(job: JobState): Promise<string> {
  const folder = join(job.folders.actions, OWN_ACTION);
  const isThere = (await stat(folder).catch(() => null)) !== null;
  if (!isThere) await copyFolder(resolve(job.settings.actionRoot), folder, job.settings.workDirectory);
  return folder;
}

/** Leaves out `except`, since runs may have their folders inside the source. */
async function copyFolder(source: string, target: string, except: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const path = join(source, entry.name);
    if (entry.name.startsWith('.') || NOT_COPIED.has(entry.name) || path === except) continue;
    if (entry.isDirectory()) await copyFolder(path, join(target, entry.name), except);
    else if (entry.isFile()) await copyFile(path, join(target, entry.name));
  }
}

async function findActionFile(folder: string, uses: string): Promise<string> {
  const names: string[] = await readdir(folder).catch(() => []);
  const name = ['action.yml', 'action.yaml'].find((candidate) => names.includes(candidate));
  if (!name)
    throw new StepFailure(`Can't find 'action.yml' for uses: ${uses}. Did you forget actions/checkout?`);
  return join(folder, name);
}
