import { writeFileSync } from 'node:fs';
import type { ReviewResult } from '../../src/core/report/result.ts';
import { acceptOne } from './accept-one.ts';
import type { LogLine } from './app-process.ts';
import type { DemoArguments } from './arguments.ts';
import { prepareRepository } from './prepare-repository.ts';
import { printAccepted, printEnd, printStay, printStep } from './print.ts';
import { shotsOfAcceptance, shotsOfReview, takeScreenshots } from './screenshots.ts';
import { openStand } from './stand.ts';
import { stay, waitFor } from './waiting.ts';

/** Opens the pull request, waits for the end of its run, accepts one suggestion, and shows what happened. */
export async function tellReview(args: DemoArguments): Promise<void> {
  const startedAt = Date.now();
  const ended = Promise.withResolvers<ReviewResult>();
  const acceptanceEnded = Promise.withResolvers<LogLine>();
  const onLog = (line: LogLine): void => {
    if (line.msg === 'run ended') ended.resolve(line['result'] as ReviewResult);
    else if (line.msg === 'acceptance ended' || (line.msg === 'obeyed' && line['obeyed'] === 'told'))
      acceptanceEnded.resolve(line);
  };
  const { hub, repository, prepared, app, close } = await openStand(
    args,
    (directory) => prepareRepository(directory, args),
    onLog,
  );
  try {
    const number = await hub.openPullRequest({
      repo: repository,
      head: prepared.head,
      base: prepared.base,
      title: prepared.title,
      author: 'maintainer',
    });
    const page = `${hub.url}/${repository.fullName}/pull/${number}`;
    printStep(`pull request #${number}: ${prepared.title}, to be looked at ${page}`);
    const result = await waitFor(ended.promise, app);
    await hub.idle();
    const comment = hub.comments(repository, number)[0]?.body ?? null;
    if (args.screenshots) await takeScreenshots(args.screenshots, shotsOfReview(page));
    const first =
      !args.stay && result.companion && result.suggestions.find((one) => one.outcome.startsWith('kept'));
    if (first) printStep(`the maintainer writes: /testwright apply ${first.id.slice(1)}`);
    const accepted = first
      ? await waitFor(acceptOne(hub, repository, number, first.id, acceptanceEnded.promise), app)
      : null;
    if (args.screenshots && accepted && 'sha' in accepted)
      await takeScreenshots(args.screenshots, shotsOfAcceptance(page));
    const wallMs = Date.now() - startedAt;
    printEnd({ result, comment, requests: hub.requests.length, violations: hub.violations, wallMs });
    printAccepted(accepted, repository.gitDir);
    if (args.json) {
      const github = { requests: hub.requests.length };
      const { code: outcome, reason: outcomeReason } = result.outcome;
      const written = { ...result, outcome, outcomeReason, comment, accepted, github, wallMs };
      writeFileSync(args.json, `${JSON.stringify(written, null, 2)}\n`);
      printStep(`result written to ${args.json}`);
    }
    if (hub.violations.length > 0) process.exitCode = 1;
    if (args.stay) {
      printStay(page, repository.gitDir);
      await stay(app);
    }
  } finally {
    await close();
  }
}
