/**
 * Shortens pytest's rendering of a failure for a model without losing the cause. What counts, in this order: the
 * error lines (`E   …`), the heads of chained exceptions, the failing line of each frame and where it lies, the text
 * around it in frames of the repository. Frames of libraries go first, then text, then the middle of long runs of
 * error lines, at last the frames that lie farthest from the error. The format is that of pytest 7.4 and 9.2
 * (https://docs.pytest.org/en/stable/how-to/output.html).
 */
export function shortenTraceback(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // A single line may hold a list of all fixtures, or a whole page.
  const blocks = splitBlocks(text.replaceAll(LONG_LINE, '$1 …'));
  const tries = [
    () => renderBlocks(blocks, { context: 12, errors: 60, frames: Infinity }),
    () => renderBlocks(blocks, { context: 3, errors: 30, frames: 8 }),
    () => renderBlocks(blocks, { context: 0, errors: 14, frames: 3 }),
  ];
  for (const attempt of tries) {
    const shorter = attempt();
    if (shorter.length <= limit) return shorter;
  }
  return cutMiddle(tries.at(-1)!(), limit);
}

/** One frame, or the head of a chained exception. */
interface Block {
  lines: string[];
  kind: 'own' | 'library' | 'chain';
}

const LONG_LINE = /^(.{300}).{100,}$/gm;
const CHAIN = /^(?:The above exception was the direct cause|During handling of the above exception)/;
/** `tests/test_x.py:5: ValueError`, `shop/x.py:3: in total`, or `…:7: ` for a frame that called the next one. */
const PLACE = /^(?<path>\S.*?\.\w+):\d+:(?: .*)?$/;
const SEPARATOR = /^(?:_ ){5,}_?\s*$/;
const SHORT_PLACE = /:\d+: in /;

function splitBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const close = (): void => {
    if (lines.some((line) => line.trim() !== '')) blocks.push({ lines, kind: kindOf(lines) });
    lines = [];
  };
  for (const line of text.split('\n')) {
    if (SEPARATOR.test(line)) {
      close();
    } else if (CHAIN.test(line)) {
      close();
      blocks.push({ lines: [line], kind: 'chain' });
    } else if (SHORT_PLACE.test(line) && PLACE.test(line)) {
      // In the short style the place comes first, so it begins a frame.
      close();
      lines.push(line);
    } else {
      lines.push(line);
      if (PLACE.test(line) && !SHORT_PLACE.test(lines[0] ?? '')) close();
    }
  }
  close();
  return blocks;
}

function kindOf(lines: readonly string[]): Block['kind'] {
  const place = lines.map((line) => PLACE.exec(line)?.groups?.path).find((path) => path !== undefined);
  const isLibrary =
    place !== undefined &&
    (/(?:^|\/)(?:site-packages|dist-packages)\/|\/lib\/python\d/.test(place) ||
      /^(?:\/|\.\.\/|<|[A-Z]:\\)/.test(place));
  return isLibrary ? 'library' : 'own';
}

function renderBlocks(
  blocks: readonly Block[],
  room: { context: number; errors: number; frames: number },
): string {
  const own = blocks.filter(({ kind }) => kind === 'own');
  const nearest = new Set(own.slice(-room.frames));
  // The frame of the test stands first; without it nobody knows what was called.
  if (own[0]) nearest.add(own[0]);
  const parts: string[] = [];
  let dropped = 0;
  const flush = (): void => {
    if (dropped > 0) parts.push(`… (${dropped} frame${dropped === 1 ? '' : 's'} left out) …`);
    dropped = 0;
  };
  for (const block of blocks) {
    const errors = block.lines.filter(isError);
    if (block.kind === 'chain') {
      flush();
      parts.push(block.lines.join('\n'));
    } else if (block.kind === 'own' && nearest.has(block)) {
      flush();
      parts.push(renderFrame(block.lines, room));
    } else if (errors.length > 0) {
      flush();
      parts.push(
        [...thin(errors, room.errors), ...block.lines.filter((line) => PLACE.test(line))].join('\n'),
      );
    } else {
      dropped += 1;
    }
  }
  flush();
  return parts.join('\n');
}

function isError(line: string): boolean {
  return /^(?:E(?:\s|$)|!!! )/.test(line);
}

/** The failing line with the lines before it, what came of it, and the place. */
function renderFrame(lines: readonly string[], room: { context: number; errors: number }): string {
  const failing = lines.findIndex((line) => line.startsWith('>'));
  const from = failing === -1 ? 0 : Math.max(0, failing - room.context);
  const kept = failing === -1 ? lines.filter(isWorthKeeping(room.context)) : lines.slice(from);
  const errors = kept.filter(isError);
  const allowed = new Set(thin(errors, room.errors));
  const marked = new Set<string>();
  return kept
    .flatMap((line) => {
      if (!isError(line) || allowed.has(line)) return line.trim() === '' ? [] : [line];
      if (marked.has('E')) return [];
      marked.add('E');
      return ['E   …'];
    })
    .join('\n');
}

function isWorthKeeping(context: number): (line: string, index: number) => boolean {
  return (line, index) => isError(line) || PLACE.test(line) || index < Math.max(2, context);
}

/** The first three quarters and the last quarter of so many lines. */
function thin(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  const tail = Math.floor(most / 4);
  return [...lines.slice(0, most - tail), ...lines.slice(lines.length - tail)];
}

/** What is still too long loses its middle: the way in stands first, the error last. */
function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const mark = '\n… (shortened) …\n';
  if (limit <= mark.length) return text.slice(-limit).toWellFormed();
  const head = Math.floor((limit - mark.length) / 4);
  return `${text.slice(0, head)}${mark}${text.slice(text.length - (limit - mark.length - head))}`.toWellFormed();
}
