const MOST_CHARACTERS = 8_000_000;

/** A job's log: text lines with masked values replaced. */
export interface JobLog {
  write(line: string): void;
  /** From now on this value appears as `***`. */
  mask(value: string): void;
  /** The text with masked values replaced. */
  masked(text: string): string;
  text(): string;
}

/** A log that also hands each line to `onProgress`; past eight million characters it keeps nothing more. */
export function createJobLog(onProgress: (line: string) => void): JobLog {
  const lines: string[] = [];
  const masks: string[] = [];
  let length = 0;
  const masked = (text: string): string => masks.reduce((rest, mask) => rest.replaceAll(mask, '***'), text);
  return {
    masked,
    mask(value) {
      for (const line of value.split(/\r?\n/)) if (line.trim() !== '') masks.push(line);
    },
    write(line) {
      const shown = masked(line);
      onProgress(shown);
      if (length > MOST_CHARACTERS) return;
      length += shown.length + 1;
      lines.push(length > MOST_CHARACTERS ? '##[warning]The log is too long; the rest is left out.' : shown);
    },
    text: () => (lines.length > 0 ? `${lines.join('\n')}\n` : ''),
  };
}
