import type { RepositoryConfiguration } from '../../core/configuration/schema.ts';
import { isEvaluationFile, readEvaluations } from '../../core/evaluations/read-evaluations.ts';
import { quoteHostile } from '../../core/evidence/quote-hostile.ts';
import {
  chooseArtifacts,
  findPending,
  groupRuns,
  isLcovName,
  workflowName,
} from '../../core/own-ci/choose-artifacts.ts';
import type { OwnCiSource, OwnEvaluationsSide } from '../../core/own-ci/own-ci.ts';
import type { LcovText } from '../../core/own-ci/unite-lcov.ts';
import { ArchiveRefused } from '../files/archive-refused.ts';
import { type ArchiveLimits, readArchive } from '../files/read-archive.ts';
import type { GitHubReader, WorkflowRun } from './types.ts';

const MEGABYTE = 1024 * 1024;
/** An HTML report beside the LCOV has a file for each module. */
const LIMITS = { maxEntries: 50_000, maxEntryBytes: 32 * MEGABYTE, maxTotalBytes: 64 * MEGABYTE };
/** Artifacts that are downloaded for one commit, and LCOV files that are read of one of them. */
const MAX_DOWNLOADS = 30;
const MAX_FILES = 100;
/** Workflows of one commit whose artifacts are looked at; large repositories have some dozens, most without any. */
const MAX_WORKFLOWS = 30;

type ArtifactReader = Pick<GitHubReader, 'listArtifacts' | 'downloadArtifact'>;

export interface OwnLcov {
  texts: LcovText[];
  sources: OwnCiSource[];
  /** Artifacts that were refused, each in a few words. */
  notes: string[];
}

/**
 * The LCOV files that the repository's own workflows have uploaded for a commit: of each workflow the first run that
 * has any, since a push and a pull request run the same tests. Artifacts are hostile: capped, read in memory, and one
 * that is refused is named and left out.
 * @param runs of one commit, without ours
 */
export async function readOwnLcov(
  reader: ArtifactReader,
  runs: readonly WorkflowRun[],
  configured: RepositoryConfiguration['ownCi'],
): Promise<OwnLcov> {
  const found: OwnLcov = { texts: [], sources: [], notes: [] };
  let downloads = 0;
  let bytesLeft = LIMITS.maxTotalBytes;
  for (const group of groupRuns(runs).slice(0, MAX_WORKFLOWS)) {
    for (const run of group) {
      const names = chooseArtifacts(await reader.listArtifacts(run.id), configured?.artifact);
      const before = found.sources.length;
      for (const artifact of names) {
        if (++downloads > MAX_DOWNLOADS) {
          return { ...found, notes: [...found.notes, `only ${MAX_DOWNLOADS} artifacts are looked into`] };
        }
        const files = await readFiles(reader, run.id, artifact, {
          ...LIMITS,
          maxTotalBytes: bytesLeft,
          wanted: (name) => isLcovName(name, configured?.file),
        });
        const refusal = typeof files === 'string' ? files : findTooMany(files);
        if (refusal !== null) {
          found.notes.push(`${quoteHostile(artifact)} is left out: ${refusal.replace(/\.$/, '')}`);
        } else if (typeof files === 'object' && files && files.size > 0) {
          found.sources.push(sourceOf(run, artifact, files));
          for (const [name, text] of files) {
            found.texts.push({ name: quoteHostile(name), text });
            bytesLeft -= Buffer.byteLength(text);
          }
        }
      }
      if (found.sources.length > before) break;
    }
  }
  return found;
}

/**
 * The scores of the newest finished run of a commit that has the configured artifact, or why there are none.
 * @param runs of one commit, without ours
 */
export async function readOwnEvaluations(
  reader: Pick<GitHubReader, 'downloadArtifact'>,
  runs: readonly WorkflowRun[],
  configured: { artifact: string; workflow?: string },
): Promise<OwnEvaluationsSide> {
  const meant = runs.filter(
    ({ path }) => configured.workflow === undefined || workflowName(path) === configured.workflow,
  );
  for (const run of groupRuns(meant).slice(0, MAX_WORKFLOWS).flat()) {
    const files = await readFiles(reader, run.id, configured.artifact, {
      ...LIMITS,
      wanted: isEvaluationFile,
    });
    if (!files) continue;
    if (typeof files === 'string')
      return none(`The artifact \`${configured.artifact}\` is refused: ${files}`);
    const reading = readEvaluations(files);
    if (reading.kind === 'refused') return none(`The scores are refused: ${reading.reason}.`);
    return { ...reading, source: sourceOf(run, configured.artifact, files) };
  }
  const pending = findPending(meant);
  if (pending.length > 0) return none(`not reported yet; ${pending.join(', ')} has not finished.`);
  return none(
    `not reported yet; no finished workflow run of this commit has the artifact \`${configured.artifact}\`.`,
  );
}

/** The wanted files, null when there is no such artifact any more, or why it is refused. */
async function readFiles(
  reader: Pick<GitHubReader, 'downloadArtifact'>,
  runId: number,
  artifact: string,
  limits: ArchiveLimits,
): Promise<Map<string, string> | string | null> {
  try {
    const zip = await reader.downloadArtifact(runId, artifact);
    return zip && (await readArchive(zip, limits));
  } catch (error) {
    if (error instanceof ArchiveRefused) return error.message;
    throw error;
  }
}

function findTooMany(files: ReadonlyMap<string, string> | null): string | null {
  return files && files.size > MAX_FILES ? `it holds more than ${MAX_FILES} LCOV files` : null;
}

function sourceOf(run: WorkflowRun, artifact: string, files: ReadonlyMap<string, string>): OwnCiSource {
  return {
    workflow: workflowName(run.path),
    workflowRunId: run.id,
    artifact: quoteHostile(artifact),
    files: [...files.keys()].sort().slice(0, 10).map(quoteHostile),
  };
}

function none(reason: string): OwnEvaluationsSide {
  return { kind: 'none', reason };
}
