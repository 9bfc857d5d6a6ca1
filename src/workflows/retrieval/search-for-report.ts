import type { Skipped } from '../../core/change-set/change-set.ts';
import type { FileRecord } from '../../core/index/file-record.ts';
import type { IsolatedReport } from '../../core/reproduction/report.ts';
import type { ReproductionRecord } from '../../core/reproduction/reproduction-record.ts';
import type { Found } from '../../core/retrieval/rank-symbols.ts';
import { buildReportQuery } from '../../core/retrieval/search-query.ts';
import type { Run } from '../../edges/database/types.ts';
import type { RepositoryTree } from '../../edges/github/types.ts';
import type { ReproducingDependencies } from '../reproduce/ask.ts';
import { indexProject } from './index-project.ts';
import { searchProject } from './search-project.ts';

/** What the whole project says about a report. */
interface ReportedProject {
  /** By path. */
  records: ReadonlyMap<string, FileRecord>;
  /** Files in which the report's words stand, the best first. */
  paths: string[];
  /** Definitions whose meaning is close to the report's. */
  near: Found[];
  skipped: Skipped[];
}

/**
 * Indexes the project and searches it for what a bug report says: names, messages of exceptions, words.
 * @param tree without paths that the model may not see
 */
export async function searchForReport(
  deps: Pick<ReproducingDependencies, 'asking' | 'indexing' | 'reader' | 'parser' | 'redactor' | 'budget'>,
  run: Run,
  record: Pick<ReproductionRecord, 'configuration' | 'privacy'>,
  report: IsolatedReport,
  tree: RepositoryTree,
): Promise<ReportedProject> {
  if (deps.indexing === null) return { records: new Map(), paths: [], near: [], skipped: [] };
  // Without a model nobody has said what may be shown to a service.
  const indexing = deps.asking ? deps.indexing : { ...deps.indexing, meaning: null };
  const frames = report.tracebacks.flatMap((one) => one.frames);
  const named = tree.entries
    .map(({ path }) => path)
    .filter((path) => frames.some((frame) => frame.path === path || frame.path.endsWith(`/${path}`)));
  const project = await indexProject({ ...deps, indexing }, run.repository.id, tree, {
    paths: named,
    names: frames.map((frame) => frame.function),
    beside: [],
  });
  const { paths, near, skipped } = await searchProject(
    { ...deps, indexing, runId: run.id, record },
    project,
    buildReportQuery(report),
    { isLeftOut: () => false, mayLeave: record.privacy?.model === 'any' },
  );
  return { records: project.records, paths, near, skipped: [...project.skipped, ...skipped] };
}
