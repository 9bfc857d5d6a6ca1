import type { ReportedFrame, ReportedTraceback } from './report.ts';

const MAX_TRACEBACKS = 5;
const MAX_FRAMES = 100;
const MAX_TEXT = 12_000;
const FRAME = /^\s*File "([^"\n]{1,500})", line (\d{1,7})(?:, in (.{1,200}))?$/;

/**
 * Python tracebacks in a text, fenced or not, indented or quoted. The format is that of CPython:
 * https://docs.python.org/3/library/traceback.html
 */
export function findTracebacks(text: string): ReportedTraceback[] {
  const lines = text.split('\n').map((line) => line.replace(/^\s*>\s?(?=\s*(?:File "|Traceback |\w))/, ''));
  const found: ReportedTraceback[] = [];
  for (let index = 0; index < lines.length && found.length < MAX_TRACEBACKS; index++) {
    if (!/^\s*Traceback \(most recent call last\):/.test(lines[index]!)) continue;
    const { traceback, end } = readOne(lines, index);
    if (traceback) found.push(traceback);
    index = end;
  }
  return found;
}

function readOne(
  lines: readonly string[],
  start: number,
): { traceback: ReportedTraceback | null; end: number } {
  const indent = /^\s*/.exec(lines[start]!)![0].length;
  const frames: ReportedFrame[] = [];
  let index = start + 1;
  for (; index < lines.length && frames.length < MAX_FRAMES; index++) {
    const line = lines[index]!;
    const frame = FRAME.exec(line);
    if (frame) {
      const [, path, number, name = '<module>'] = frame;
      frames.push({
        path: path!.replaceAll('\\', '/'),
        line: Number(number),
        function: name.trim(),
        source: '',
      });
    } else if (/^ {0,3}(?:```|~~~)/.test(line) || line.trim() === '') {
      // A fence; the marks that Python 3.11 puts below a line of code are indented further.
      break;
    } else if (line.length - line.trimStart().length <= indent && frames.length > 0) {
      // The exception stands at the indentation of the heading.
      const [, module = null, name, message = ''] =
        /^\s*(?:([\w.]+)\.)?([A-Za-z_]\w*)(?::\s?(.*))?$/.exec(line) ?? [];
      if (!name) break;
      const text = lines
        .slice(start, index + 1)
        .join('\n')
        .slice(0, MAX_TEXT);
      return {
        traceback: { text, frames, exception: name, module, message: message.slice(0, 1000) },
        end: index,
      };
    } else {
      const last = frames.at(-1);
      if (last && last.source === '' && !/^[\s^~.]*$/.test(line)) last.source = line.trim().slice(0, 500);
    }
  }
  return { traceback: null, end: index };
}
