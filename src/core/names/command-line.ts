import { linesOutsideCode } from './lines-outside-code.ts';

/** A command is a line of its own; longer ones are no commands of ours. */
export const MAX_COMMAND_LINE = 1000;

/**
 * The line of a comment that speaks to us: the first one outside quotes and code blocks that begins with `/testwright`, as far
 * as it is read. Null when there is none; anything else in a comment is talk between people.
 */
export function findCommandLine(body: string): string | null {
  const spoken = linesOutsideCode(body).map(({ line }) => line.trim());
  const line = spoken.find((one) => /^\/testwright(\s|$)/i.test(one));
  // One character more than is read tells that it is too long.
  return line === undefined ? null : line.slice(0, MAX_COMMAND_LINE + 1).toWellFormed();
}
