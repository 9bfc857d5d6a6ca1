/** The part of lcov-parse that is used. Its default export is left out on purpose: it opens a file if the text names one. */
declare module 'lcov-parse' {
  export interface LcovRecord {
    file?: string;
    lines: { details: { line: number; hit: number }[] };
    branches: { details: { line: number; block: number; branch: number; taken: number }[] };
  }
  /** Calls back before it returns. */
  export function source(
    text: string,
    callback: (error: string | null, records?: LcovRecord[]) => void,
  ): void;
}
