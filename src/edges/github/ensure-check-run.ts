import { CHECK_NAME } from '../../core/names/check-name.ts';
import type { PlannedCheck } from '../../core/plan/plan.ts';
import { DefectError } from '../../errors.ts';
import { listAll } from './list-all.ts';
import type { WriteContext } from './writer.ts';

/** Of the summary, and of the text below it. */
const MAX_LENGTH = 65_535;

/**
 * See GitHubWriter. Check runs cannot be deleted, so if a crash has left two with this external id, all of them
 * get the content: none stays "in progress" for ever.
 *
 * A completed check run keeps its status when another review of the same head begins; only its words change. GitHub
 * does not reliably take one back to "in progress", and a second check of the same name would be one too many.
 * @throws DefectError `check-summary-too-long`
 */
export async function ensureCheckRun(
  { octokit, place, appId }: WriteContext,
  check: PlannedCheck,
  externalId: string,
): Promise<{ id: number }> {
  const text = check.text ?? '';
  if (check.summary.length > MAX_LENGTH || text.length > MAX_LENGTH) {
    throw new DefectError(
      'check-summary-too-long',
      `The check's summary has ${check.summary.length} characters, its text ${text.length}`,
    );
  }
  const { rest, paginate } = octokit;
  const checks = await listAll(
    paginate.iterator(rest.checks.listForRef, {
      ...place,
      ref: check.headSha,
      app_id: appId,
      check_name: CHECK_NAME,
      filter: 'all',
      per_page: 100,
    }),
  );
  const ours = checks
    .filter((one) => one.app?.id === appId && one.external_id === externalId)
    .sort((a, b) => b.id - a.id);

  const output = { title: check.title, summary: check.summary, ...(text === '' ? {} : { text }) };
  const annotations = buildAnnotations(check);
  const content = {
    status: check.status,
    ...(check.conclusion ? { conclusion: check.conclusion } : {}),
    output: annotations.length > 0 ? { ...output, annotations } : output,
    actions: check.actions,
  };
  const newest = ours[0];
  if (!newest) {
    const { data } = await rest.checks.create({
      ...place,
      name: CHECK_NAME,
      head_sha: check.headSha,
      external_id: externalId,
      ...content,
    });
    return { id: data.id };
  }
  for (const one of ours) {
    const isReopened = one.status === 'completed' && check.status !== 'completed';
    const differs =
      (!isReopened && (one.status !== check.status || one.conclusion !== check.conclusion)) ||
      one.output.title !== check.title ||
      one.output.summary !== check.summary ||
      (one.output.text ?? '') !== text;
    // A text that is left out of an update stays. GitHub adds annotations to those that are there, so they are sent once:
    // they are about the head, which stays.
    const isAnnotated = one.output.annotations_count > 0;
    const changed = {
      ...(isAnnotated ? output : content.output),
      ...(one.output.text ? { text } : {}),
    };
    const wanted = isReopened
      ? { output: changed, actions: content.actions }
      : { ...content, output: changed };
    if (differs || (annotations.length > 0 && !isAnnotated))
      await rest.checks.update({ ...place, check_run_id: one.id, ...wanted });
  }
  return { id: newest.id };
}

/** GitHub takes at most 50 in one request, and messages of 64 kB. */
function buildAnnotations({ annotations = [] }: PlannedCheck) {
  return annotations.slice(0, 50).map(({ path, line, message }) => ({
    path,
    start_line: line,
    end_line: line,
    annotation_level: 'warning' as const,
    message: message.slice(0, 2000),
  }));
}
