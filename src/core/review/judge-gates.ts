import type { GateThresholds } from '../configuration/schema.ts';
import type { PlannedCheck } from '../plan/plan.ts';

/** A number that a gate is about, with what people should know of it; or one sentence about why there is none. */
export type GateMeasurement =
  | { kind: 'measured'; value: number; note: string }
  | { kind: 'not-measured'; reason: string };

/** What was measured on this change, in percent or percentage points, without suggested tests. */
export interface GateMeasurements {
  changedLineCoverage: GateMeasurement;
  /** By how much head's coverage is lower than base's; negative when it rose. */
  projectDrop: GateMeasurement;
  mutationScore: GateMeasurement;
  evaluationPassRate: GateMeasurement;
  evaluationDrop: GateMeasurement;
}

export interface GateResult {
  /** As it is named in the repository's configuration. */
  gate:
    | 'changed-line-coverage'
    | 'project-drop'
    | 'mutation-score'
    | 'evaluations.min-pass-rate'
    | 'evaluations.max-drop';
  threshold: number;
  /** What the threshold is: the least or the most that is allowed. */
  bound: 'at-least' | 'at-most';
  unit: 'percent' | 'points';
  measured: number | null;
  result: 'met' | 'missed' | 'not-measured';
  /** How the number came about, or why there is none. */
  note: string;
}

/** 71.5 − 71 is a little more than 0.5 in binary. */
const TOLERANCE = 1e-9;

/** The gates that the repository has set, each met, missed or not measured. Without thresholds there is none. */
export function judgeGates(thresholds: GateThresholds, measured: GateMeasurements): GateResult[] {
  const { evaluations = {} } = thresholds;
  return [
    judge('changed-line-coverage', 'at-least', thresholds.changedLineCoverage, measured.changedLineCoverage),
    judge('project-drop', 'at-most', thresholds.projectDrop, measured.projectDrop),
    judge('mutation-score', 'at-least', thresholds.mutationScore, measured.mutationScore),
    judge('evaluations.min-pass-rate', 'at-least', evaluations.minPassRate, measured.evaluationPassRate),
    judge('evaluations.max-drop', 'at-most', evaluations.maxDrop, measured.evaluationDrop),
  ].filter((gate) => gate !== null);
}

function judge(
  gate: GateResult['gate'],
  bound: GateResult['bound'],
  threshold: number | undefined,
  measurement: GateMeasurement,
): GateResult | null {
  if (threshold === undefined) return null;
  const unit = gate === 'project-drop' || gate === 'evaluations.max-drop' ? 'points' : 'percent';
  const base = { gate, threshold, bound, unit } as const;
  if (measurement.kind === 'not-measured') {
    return { ...base, measured: null, result: 'not-measured', note: measurement.reason };
  }
  const { value, note } = measurement;
  const isMet = bound === 'at-least' ? value >= threshold - TOLERANCE : value <= threshold + TOLERANCE;
  return { ...base, measured: value, result: isMet ? 'met' : 'missed', note };
}

/**
 * The conclusion of our check run: a missed gate fails it whatever else is known; one that could not be measured never
 * passes; without gates it says nothing.
 */
export function chooseConclusion(gates: readonly GateResult[]): NonNullable<PlannedCheck['conclusion']> {
  if (gates.some(({ result }) => result === 'missed')) return 'failure';
  return gates.length > 0 && gates.every(({ result }) => result === 'met') ? 'success' : 'neutral';
}
