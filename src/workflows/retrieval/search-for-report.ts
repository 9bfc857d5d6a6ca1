import type { Skipped } from '../../core/change-set/change-set.ts';
import type { FileRecord } from '../../core/index/file-record.ts';
import type { IsolatedReport } from '../../core/reproduction/report.ts';
import { buildReportQuery } from '../../core/retrieval/search-query.ts';
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
  skipped: Skipped[];
}

/**
 * Indexes the project and searches it for what a bug report says: names, messages of exceptions, words.
 * @param tree without paths that the model may not see
 */
export async function searchForReport(
  { indexing, reader, parser }: Pick<ReproducingDependencies, 'indexing' | 'reader' | 'parser'>,
  repositoryId: number,
  report: IsolatedReport,
  tree: RepositoryTree,
): Promise<ReportedProject> {
  if (indexing === null) return { records: new Map(), paths: [], skipped: [] };
  const frames = report.tracebacks.flatMap((one) => one.frames);
  const near = tree.entries
    .map(({ path }) => path)
    .filter((path) => frames.some((frame) => frame.path === path || frame.path.endsWith(`/${path}`)));
  const names = frames.map((frame) => frame.function);
  const project = await indexProject({ indexing, reader, parser }, repositoryId, tree, {
    paths: near,
    names,
    beside: [],
  });
  const { paths } = await searchProject(indexing, project, buildReportQuery(report), () => false);
  return { records: project.records, paths, skipped: project.skipped };
}
