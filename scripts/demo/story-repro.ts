import { writeFileSync } from 'node:fs';
import type { Localhub, RepositoryHandle } from '../../localhub/localhub.ts';
import type { Outcome } from '../../src/outcome.ts';
import type { LogLine } from './app-process.ts';
import type { DemoArguments } from './arguments.ts';
import { git } from './git.ts';
import { prepareLedger, readReport } from './prepare-ledger.ts';
import { prepareReported } from './prepare-repository.ts';
import { printStayAtIssue, printStep } from './print.ts';
import { shotsOfDraft, shotsOfReproduction, takeScreenshots } from './screenshots.ts';
import { openStand } from './stand.ts';
import { stay, waitFor } from './waiting.ts';

const BOX = /- \[ \] (.*<!-- testwright:box draft -->)/;
const RULE = '─'.repeat(100);

/**
 * A maintainer labels a bug report, a failing test comes of it, and the maintainer has it opened as a draft pull request. The
 * report holds a snippet, so that the story needs no model; with one, the model writes the test.
 */
export async function tellReproduction(args: DemoArguments): Promise<void> {
  const startedAt = Date.now();
  const ended = Promise.withResolvers<Outcome>();
  const onLog = (line: LogLine): void => {
    if (line.msg === 'reproduction ended') ended.resolve(line['outcome'] as Outcome);
  };
  const { repository: given, env } = args;
  const prepare = given
    ? (directory: string) => prepareReported(directory, { repository: given, env })
    : prepareLedger;
  const { hub, repository, app, close } = await openStand(args, prepare, onLog);
  try {
    hub.setPermission(repository, 'reporter', 'read');
    const { title, body } = readReport(args.report);
    const number = hub.openIssue(repository, { title, body, author: 'reporter' });
    const page = `${hub.url}/${repository.fullName}/issues/${number}`;
    printStep(`issue #${number}: ${title}, to be looked at ${page}`);
    printStep('the maintainer sets the label needs-repro');
    await hub.labelIssue(repository, number, 'needs-repro', 'maintainer');
    const outcome = await waitFor(ended.promise, app);
    await hub.idle();
    const comment = hub.comments(repository, number).find((one) => one.app !== null) ?? null;
    if (args.screenshots) await takeScreenshots(args.screenshots, shotsOfReproduction(page));
    const isOffered = !args.stay && comment !== null && BOX.test(comment.body);
    let draft: ReturnType<typeof describeDraft> | null = null;
    if (isOffered) {
      printStep('the maintainer ticks the box that opens a draft pull request');
      const opened = awaitPullRequest(hub);
      await hub.editComment(repository, comment.id, 'maintainer', comment.body.replace(BOX, '- [x] $1'));
      const pull = await waitFor(opened, app);
      await hub.idle();
      draft = describeDraft(hub, repository, pull);
      if (args.screenshots)
        await takeScreenshots(
          args.screenshots,
          shotsOfDraft(`${hub.url}/${repository.fullName}/pull/${pull}`),
        );
    }
    const wallMs = Date.now() - startedAt;
    console.log(
      `\n${RULE}\n${comment ? hub.comments(repository, number).find(({ id }) => id === comment.id)!.body : '(no comment)'}\n${RULE}\n`,
    );
    console.log(`outcome           ${outcome.code}: ${outcome.reason}`);
    console.log(
      `labels            ${hub
        .issue(repository, number)
        .labels.map(({ name }) => name)
        .join(', ')}`,
    );
    console.log(`draft             ${draft ? `#${draft.number} ${draft.title}, ${draft.branch}` : 'none'}`);
    console.log(`GitHub requests   ${hub.requests.length}, ${hub.violations.length} contract violations`);
    console.log(`time              ${(wallMs / 1000).toFixed(1)} s\n`);
    if (draft)
      console.log(
        git(repository.gitDir, ['show', '--format=commit %H%nauthor %an%n%n%w(0,4,4)%B', draft.sha]),
      );
    if (args.json) {
      const written = { outcome, issue: number, comment: comment?.body ?? null, draft, wallMs };
      writeFileSync(args.json, `${JSON.stringify(written, null, 2)}\n`);
      printStep(`result written to ${args.json}`);
    }
    if (hub.violations.length > 0) process.exitCode = 1;
    if (args.stay) {
      printStayAtIssue(page, repository.gitDir);
      await stay(app);
    }
  } finally {
    await close();
  }
}

/** Resolves with the number of the pull request that is opened next. */
function awaitPullRequest(hub: Localhub): Promise<number> {
  const opened = Promise.withResolvers<number>();
  const end = hub.onWebhook((_phase, { event, payload }) => {
    const { action, number } = payload as { action?: string; number?: number };
    if (event !== 'pull_request' || action !== 'opened' || number === undefined) return undefined;
    opened.resolve(number);
    end();
    return undefined;
  });
  return opened.promise;
}

function describeDraft(hub: Localhub, repository: RepositoryHandle, number: number) {
  const { title, head, draft } = hub.pullRequest(repository, number);
  return {
    number,
    title,
    isDraft: draft,
    branch: head.ref,
    sha: git(repository.gitDir, ['rev-parse', head.ref]),
  };
}
