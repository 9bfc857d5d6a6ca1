import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { StepFailure } from '../problem.ts';
import { processEnvironment } from '../step-scope.ts';
import { type ActionCall, requireKnownInputs } from './action-call.ts';

const INPUTS = [
  'python-version',
  'python-version-file',
  'cache',
  'cache-dependency-path',
  'architecture',
  'check-latest',
  'token',
  'update-environment',
  'allow-prereleases',
];
const MAKE_ENVIRONMENT = fileURLToPath(new URL('private-environment.py', import.meta.url));
const madeSchema = z.object({ version: z.string(), bin: z.string() });
const TIME_LIMIT_MS = 120_000;

/**
 * `actions/setup-python`: the configured interpreter first on PATH, as `python` and `python3`, in an environment
 * that belongs to this job. A hosted runner's interpreter disappears with its machine; here packages that a
 * workflow installs, above all an editable install of a removed clone, must not stay in the interpreter.
 * There is one version; another one that is asked for is noted in the log. Caches are not built.
 * https://github.com/actions/setup-python#basic-usage
 */
export async function setupPython({ job, inputs, environment }: ActionCall): Promise<Record<string, string>> {
  requireKnownInputs('actions/setup-python', inputs, INPUTS);
  const target = join(job.folders.root, 'python');
  const lines: string[] = [];
  const { exitCode } = await job.processes.run({
    command: job.settings.python,
    args: ['-I', MAKE_ENVIRONMENT, target],
    cwd: job.folders.temp,
    env: processEnvironment(job, environment),
    timeoutMs: TIME_LIMIT_MS,
    onLine: (line) => lines.push(line),
  });
  if (exitCode !== 0)
    throw new StepFailure(`The configured Python cannot be used: ${lines.slice(-3).join(' ')}`);
  const { version, bin } = madeSchema.parse(JSON.parse(lines.at(-1) ?? 'null'));
  if (!job.addedPath.includes(bin)) job.addedPath.unshift(bin);
  job.exportedEnvironment['pythonLocation'] = target;
  job.log.write(`Python ${version}`);
  const wanted = (inputs['python-version'] ?? '').split('\n').map((line) => line.trim())[0] ?? '';
  if (wanted !== '' && !isVersion(version, wanted))
    job.log.write(`##[notice]Python ${wanted} was asked for; this runner has ${version} alone.`);
  if (inputs['cache']) job.log.write(`Caching for ${inputs['cache']} is not done on this runner.`);
  return { 'python-version': version, 'python-path': join(bin, 'python'), 'cache-hit': 'false' };
}

/** Whether `3.12.1` is what `3`, `3.x`, `3.12` or `3.12.1` asks for. */
function isVersion(version: string, wanted: string): boolean {
  const prefix = wanted.replace(/(\.[x*])+$/, '');
  return version === prefix || version.startsWith(`${prefix}.`);
}
