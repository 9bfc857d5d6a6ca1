import { parseArguments, USAGE, UsageError } from './demo/arguments.ts';
import { tellReproduction } from './demo/story-repro.ts';
import { tellReview } from './demo/story-review.ts';

const STORIES = { review: tellReview, repro: tellReproduction };

try {
  const args = parseArguments(process.argv.slice(2));
  if (args === 'help') console.log(USAGE);
  else await STORIES[args.story](args);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`testwright: ${message}${error instanceof UsageError ? `\n\n${USAGE}` : ''}`);
  process.exitCode = 1;
}
