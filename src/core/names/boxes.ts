import { linesOutsideCode } from './lines-outside-code.ts';

/**
 * The boxes of the summary comment. Each is one list item that ends in an invisible name; people tick it on the page,
 * and GitHub sends the edited comment. `pick` collects a suggestion, `apply` acts on the collected ones; `draft`, in the
 * comment on an issue, opens a draft pull request with the failing test.
 */
export type Box = { kind: 'pick'; key: string } | { kind: 'apply' } | { kind: 'draft' };

export interface BoxState {
  box: Box;
  ticked: boolean;
}

const LINE = /^- \[([ xX])\] .*<!-- testwright:box (apply|draft|pick [0-9a-f]{8,64}) -->\s*$/;

/** One box as a line; `text` is Markdown of ours in one line. */
export function renderBox(box: Box, text: string): string {
  return `- [ ] ${text} <!-- testwright:box ${box.kind === 'pick' ? `pick ${box.key}` : box.kind} -->`;
}

/** The boxes of a comment in order; of two with one name only the first counts. */
export function parseBoxes(body: string): BoxState[] {
  const states = new Map<string, BoxState>();
  for (const { line } of linesOutsideCode(body)) {
    const match = LINE.exec(line);
    if (!match || states.has(match[2]!)) continue;
    const key = /^pick (.+)$/.exec(match[2]!)?.[1];
    states.set(match[2]!, {
      box: key === undefined ? { kind: match[2] === 'draft' ? 'draft' : 'apply' } : { kind: 'pick', key },
      ticked: match[1] !== ' ',
    });
  }
  return [...states.values()];
}

/** The new body with those picks ticked that are ticked in the old one: no tick is lost when we edit the comment. */
export function carryTicks(before: string, after: string): string {
  const ticked = new Set(
    parseBoxes(before).flatMap(({ box, ticked }) => (ticked && box.kind === 'pick' ? box.key : [])),
  );
  if (ticked.size === 0) return after;
  const lines = after.split('\n');
  for (const { line, index } of linesOutsideCode(after)) {
    const key = /^pick (.+)$/.exec(LINE.exec(line)?.[2] ?? '')?.[1];
    if (key !== undefined && ticked.has(key)) lines[index] = line.replace(/^- \[ \]/, '- [x]');
  }
  return lines.join('\n');
}
