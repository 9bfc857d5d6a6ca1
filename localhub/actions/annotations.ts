import type { Annotation } from '../actions-port.ts';

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-a-notice-message */
const MOST_PER_LEVEL_AND_STEP = 10;
const MOST_PER_JOB = 50;

export interface AnnotationCollector {
  readonly annotations: Annotation[];
  startStep(): void;
  /** Keeps it unless the step or the job has its share. */
  add(level: Annotation['level'], message: string, properties?: Record<string, string>): void;
}

export function createAnnotationCollector(): AnnotationCollector {
  const annotations: Annotation[] = [];
  let ofStep: Record<Annotation['level'], number> = { notice: 0, warning: 0, failure: 0 };
  return {
    annotations,
    startStep() {
      ofStep = { notice: 0, warning: 0, failure: 0 };
    },
    add(level, message, properties = {}) {
      if (ofStep[level] >= MOST_PER_LEVEL_AND_STEP || annotations.length >= MOST_PER_JOB) return;
      ofStep[level] += 1;
      const startLine = lineNumber(properties['line']) ?? 1;
      annotations.push({
        level,
        title: properties['title'] ?? '',
        message,
        // GitHub names this folder when a command names no file.
        path: properties['file'] || '.github',
        startLine,
        endLine: lineNumber(properties['endline']) ?? startLine,
      });
    },
  };
}

function lineNumber(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
