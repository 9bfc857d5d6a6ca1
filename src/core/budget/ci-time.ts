/** A job of a workflow run, as GitHub tells its times (ISO 8601). */
export interface JobTime {
  startedAt: string | null;
  completedAt: string | null;
  conclusion: string | null;
}

/** How long CI worked on a round. */
export interface CiTime {
  /** All jobs together, in milliseconds. */
  ms: number;
  /**
   * As GitHub bills it: "rounded up to the next minute", job by job
   * (https://docs.github.com/actions/monitoring-and-troubleshooting-workflows/viewing-job-execution-time). In public
   * repositories and on own runners nothing is billed; the minutes are counted all the same.
   */
  minutes: number;
}

const MINUTE = 60_000;

/**
 * The time of a workflow run from the times of its jobs or, where GitHub tells none, from what the report says of itself:
 * less, since it does not know of installing. Null when neither tells anything.
 */
export function measureCiTime(jobs: readonly JobTime[], reportedMs: number | null): CiTime | null {
  const durations = jobs.flatMap((job) => {
    if (job.conclusion === 'skipped' || job.startedAt === null || job.completedAt === null) return [];
    const ms = Date.parse(job.completedAt) - Date.parse(job.startedAt);
    return Number.isFinite(ms) ? [Math.max(0, ms)] : [];
  });
  const known = durations.length > 0 || reportedMs === null ? durations : [reportedMs];
  if (known.length === 0) return null;
  return {
    ms: Math.round(known.reduce((sum, ms) => sum + ms, 0)),
    minutes: known.reduce((sum, ms) => sum + Math.max(1, Math.ceil(ms / MINUTE)), 0),
  };
}
