import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { WorkflowFile } from '../actions-port.ts';
import { requireKnownExpressions } from './expressions/template.ts';
import { RunnerProblem } from './problem.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** Names with text, numbers or booleans; all become text, `null` becomes the empty text. */
const texts = z.record(
  z.string(),
  scalar.transform((value) => (value === null ? '' : String(value))),
);
const text = scalar.transform((value) => (value === null ? '' : String(value)));
const defaults = z.strictObject({
  run: z.strictObject({ shell: text.optional(), 'working-directory': text.optional() }).optional(),
});

export const stepSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^(?!__)[A-Za-z_][A-Za-z0-9_-]*$/)
      .optional(),
    name: text.optional(),
    if: text.optional(),
    uses: z.string().optional(),
    run: text.optional(),
    with: texts.nullish(),
    env: texts.nullish(),
    shell: z.string().optional(),
    'working-directory': text.optional(),
    'continue-on-error': text.optional(),
    'timeout-minutes': text.optional(),
  })
  .refine((step) => (step.uses === undefined) !== (step.run === undefined), {
    message: 'a step needs either `run` or `uses`',
  });
export type Step = z.infer<typeof stepSchema>;

const names = z.union([z.string().transform((name) => [name]), z.array(z.string())]);

const jobSchema = z.strictObject({
  name: text.optional(),
  'runs-on': z.unknown().optional(),
  needs: names.optional(),
  if: text.optional(),
  env: texts.nullish(),
  defaults: defaults.optional(),
  outputs: texts.optional(),
  strategy: z.record(z.string(), z.unknown()).optional(),
  'timeout-minutes': text.optional(),
  'continue-on-error': text.optional(),
  steps: z.array(stepSchema).optional(),
  container: z.unknown().optional(),
  services: z.unknown().optional(),
  uses: z.string().optional(),
  with: z.unknown().optional(),
  secrets: z.unknown().optional(),
  permissions: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  environment: z.unknown().optional(),
});
export type Job = z.infer<typeof jobSchema>;

const workflowSchema = z.strictObject({
  name: text.optional(),
  'run-name': text.optional(),
  on: z.unknown(),
  permissions: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  env: texts.nullish(),
  defaults: defaults.optional(),
  jobs: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/), jobSchema),
});
export type Workflow = z.infer<typeof workflowSchema>;

/** The file as plain data. YAML 1.2, so the key `on` stays text. */
export function parseYaml(file: WorkflowFile): unknown {
  const document = parseDocument(file.text, { version: '1.2' });
  const [error] = document.errors;
  if (error) throw new RunnerProblem(`Invalid workflow file: ${file.path}: ${error.message}`);
  return document.toJS();
}

/** Validates plain data; the RunnerProblem names the file and the first place that is wrong. */
export function parseWith<T>(schema: z.ZodType<T>, data: unknown, filePath: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw new RunnerProblem(`Invalid workflow file: ${filePath}: ${place}${issue?.message}`);
}

/**
 * A workflow file that this runner can execute. Throws a RunnerProblem for what GitHub would refuse (syntax,
 * unknown keys, unknown names in expressions, `needs` without such a job) and for what this runner does not have.
 */
export function parseWorkflow(file: WorkflowFile): Workflow {
  const data = parseYaml(file);
  const workflow = parseWith(workflowSchema, data, file.path);
  requireKnownExpressions(data);
  for (const [id, job] of Object.entries(workflow.jobs)) requireSupportedJob(id, job, workflow);
  return workflow;
}

function requireSupportedJob(id: string, job: Job, workflow: Workflow): void {
  if (job.uses !== undefined) throw new RunnerProblem(`uses: ${job.uses} is not available on this runner`);
  for (const key of ['container', 'services'] as const)
    if (job[key] !== undefined) throw new RunnerProblem(`jobs.${id}.${key} is not available on this runner`);
  if (!job.steps?.length) throw new RunnerProblem(`Invalid workflow file: jobs.${id} has no steps`);
  if (job['runs-on'] === undefined)
    throw new RunnerProblem(`Invalid workflow file: jobs.${id} has no runs-on`);
  for (const needed of job.needs ?? [])
    if (!Object.hasOwn(workflow.jobs, needed))
      throw new RunnerProblem(`Invalid workflow file: jobs.${id} needs '${needed}', which is no job`);
}

/** Job ids such that each comes after those it needs; in the file's order otherwise. */
export function orderJobs(jobs: Record<string, Job>): string[] {
  const ordered: string[] = [];
  const visit = (id: string, path: string[]): void => {
    if (ordered.includes(id)) return;
    if (path.includes(id))
      throw new RunnerProblem(`Invalid workflow file: jobs need each other: ${[...path, id].join(' → ')}`);
    for (const needed of jobs[id]?.needs ?? []) visit(needed, [...path, id]);
    ordered.push(id);
  };
  for (const id of Object.keys(jobs)) visit(id, []);
  return ordered;
}
