/**
 * Something a workflow asks for that this runner does not have, or a workflow file that GitHub would refuse.
 * The run ends with this sentence as its message: nothing is skipped silently.
 */
export class RunnerProblem extends Error {
  override readonly name = 'RunnerProblem';
}

/** An ordinary failure of one step, such as a missing file: the step fails, later steps see `failure()`. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}
