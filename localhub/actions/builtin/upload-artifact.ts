import { readFileSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { findFiles } from '../find-files.ts';
import { StepFailure } from '../problem.ts';
import { report } from '../step-output.ts';
import { type ActionCall, booleanInput, requireKnownInputs } from './action-call.ts';

const INPUTS = [
  'name',
  'path',
  'if-no-files-found',
  'retention-days',
  'compression-level',
  'overwrite',
  'include-hidden-files',
];
/** The first year a zip file can name. */
const EARLIEST_MS = Date.UTC(1980, 0, 2);

/** `actions/upload-artifact`: a real zip file of what `path` selects. https://github.com/actions/upload-artifact#inputs */
export async function uploadArtifact({ job, inputs }: ActionCall): Promise<Record<string, string>> {
  requireKnownInputs('actions/upload-artifact', inputs, INPUTS);
  const name = inputs['name'] || 'artifact';
  if (/["':<>|*?\r\n\\/]/.test(name)) throw new StepFailure(`The artifact name is not valid: ${name}`);
  if (!inputs['path']?.trim()) throw new StepFailure('Input required and not supplied: path');
  if (job.artifacts.has(name) && !booleanInput(inputs, 'overwrite', false))
    throw new StepFailure(`Conflict: an artifact with this name already exists on the workflow run: ${name}`);

  const patterns = inputs['path']
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const hidden = booleanInput(inputs, 'include-hidden-files', false) ? 'with-hidden' : 'without-hidden';
  const { files, root } = findFiles(
    patterns.map((line) => expandHome(line, job.folders.home)),
    job.folders.workspace,
    hidden,
  );
  if (files.length === 0) {
    const message = `No files were found with the provided path: ${patterns.join(', ')}. No artifacts will be uploaded.`;
    const reaction = inputs['if-no-files-found'] || 'warn';
    if (reaction === 'error') throw new StepFailure(message);
    if (reaction === 'warn') report(job, 'warning', message);
    else job.log.write(message);
    return {};
  }
  const entries: Zippable = {};
  for (const file of files) {
    const mtime = Math.max(EARLIEST_MS, statSync(file).mtimeMs);
    entries[relative(root, file).split(sep).join('/')] = [readFileSync(file), { mtime }];
  }
  job.artifacts.set(name, zipSync(entries, { level: 6 }));
  job.log.write(`Artifact ${name} has been uploaded with ${files.length} files`);
  return { 'artifact-id': String(job.artifacts.size) };
}

function expandHome(pattern: string, home: string): string {
  return pattern.replace(/^(!?)~(?=\/|$)/, `$1${home}`);
}
