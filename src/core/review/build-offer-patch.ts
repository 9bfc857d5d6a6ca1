import type { PythonParser } from '../python/parser.ts';
import { type PatchFile, renderPatch } from '../suggestions/render-patch.ts';
import { renderTestFiles } from '../suggestions/render-test-file.ts';
import { findTestModules, type ReviewRecord } from './review-record.ts';

/** What a review offers, as a patch on top of head: the kept suggestions, or those that nobody could run. */
export function buildOfferPatch(
  parser: PythonParser,
  record: ReviewRecord,
  rejectedIds: ReadonlySet<string> = new Set(),
): PatchFile[] {
  const kept = record.kept.map(({ suggestion }) => suggestion);
  const offered = (kept.length > 0 ? kept : record.notRun).filter(({ id }) => !rejectedIds.has(id));
  const modules = findTestModules(record);
  return renderPatch(
    renderTestFiles(parser, offered, modules).map(({ path, content }) => ({
      path,
      before: modules.texts.get(path) ?? null,
      after: content,
    })),
  );
}
