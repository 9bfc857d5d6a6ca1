import { waitFor } from './databases.ts';
import type { Story } from './stage.ts';

/** A story with its pull request. */
export type OpenStory = Story & { number: number };

/** Where a pull request's thread is. */
type Thread = Pick<OpenStory, 'world' | 'repository' | 'number'>;

/** Writes a comment; waits until it was obeyed or refused, and returns its id. */
export async function say(story: Thread, who: string, body: string, timeoutMs = 30_000): Promise<number> {
  const { hub } = story.world;
  const id = await hub.addComment(story.repository, story.number, who, body);
  await waitFor(() => reactions(story, id).some((one) => one === '+1' || one === 'confused'), timeoutMs);
  await hub.idle();
  return id;
}

/** What stands at a comment, in order. */
export function reactions(story: Thread, commentId: number): string[] {
  const comment = story.world.hub.comments(story.repository, story.number).find(({ id }) => id === commentId);
  return comment!.reactions.map(({ content }) => content);
}

/** Our answers in the thread, without their marker. */
export function answers(story: Thread): string[] {
  return story.world.hub
    .comments(story.repository, story.number)
    .filter(({ app, body }) => app !== null && body.startsWith('<!-- testwright:reply'))
    .map(({ body }) => body.split('\n').slice(1).join('\n'));
}
