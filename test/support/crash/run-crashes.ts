import { setTimeout as sleep } from 'node:timers/promises';
import type { RepositoryHandle } from '../../../localhub/localhub.ts';
import { type CrashRecords, readRecords } from './crash-database.ts';
import { type CrashMatrix, type ReviewStates, startCrashMatrix } from './crash-matrix.ts';
import { type CrashCase, type CrashPoint, describePoint } from './crash-point.ts';
import { STORY_CALLS } from './crash-story.ts';
import type { ReviewState } from './review-state.ts';

/** What came of killing and stopping the app; plain JSON. */
export interface CrashReport {
  points: CrashPoint[];
  /** How the review ends that nothing disturbs. */
  reference: ReviewState;
  /** How each of the others ended, by name, and what all of them are when everything is over. */
  states: ReviewStates;
  statesAtEnd: ReviewStates;
  /** Cases of each kind, and the model calls that they took beyond those of undisturbed reviews. */
  cases: Record<CrashPoint['kind'], number>;
  extraModelCalls: Record<CrashPoint['kind'] | 'stopped', number>;
  /** The words with which a second process on the same folder ended. */
  secondProcess: string;
  /** Of processes that were stopped by SIGTERM. */
  exitCodes: (number | null)[];
  violations: string[];
  leakedCredentials: number;
  /** Owners of the repositories, one for each review. */
  owners: string[];
  records: CrashRecords;
  seconds: number;
}

const KINDS = ['write', 'model', 'webhook'] as const;

/** Runs the cases that `choose` picks, then what else can happen to a process. `directory` must be empty. */
export async function runCrashes(
  directory: string,
  choose: (points: readonly CrashPoint[]) => CrashCase[],
  report: (line: string) => void,
): Promise<CrashReport> {
  const startedAt = Date.now();
  const matrix = await startCrashMatrix(directory);
  const { world } = matrix;
  try {
    report(`Points at which the app is killed:\n${matrix.points.map(describePoint).join('\n')}`);
    const chosen = choose(matrix.points);
    const states: ReviewStates = {};
    const cases = { write: 0, model: 0, webhook: 0 };
    const extraModelCalls = { ...cases, stopped: 0 };
    for (const kind of KINDS) {
      const some = chosen.filter(({ point }) => point.kind === kind);
      const ended = await matrix.crashAll(some);
      Object.assign(states, ended.states);
      cases[kind] = some.length;
      extraModelCalls[kind] = ended.extraModelCalls;
      report(`${some.length} ${kind} cases, ${Math.round((Date.now() - startedAt) / 1000)} s`);
    }
    const callsBefore = world.modelCalls.length;
    const beside = await disturbBySecondProcess(matrix);
    const stops = await stopInTheMiddle(matrix);
    Object.assign(states, beside.states, stops.states);
    extraModelCalls.stopped = world.modelCalls.length - callsBefore - 3 * STORY_CALLS.length;
    const lastExitCode = await world.stop();
    return {
      points: matrix.points,
      reference: matrix.reference,
      states,
      statesAtEnd: await matrix.readAll(),
      cases,
      extraModelCalls,
      secondProcess: beside.words,
      exitCodes: [...stops.exitCodes, lastExitCode],
      violations: world.hub.violations.map((violation) => JSON.stringify(violation)),
      leakedCredentials: world.hub.leakedCredentials(),
      owners: matrix.reviews.map(({ repository }) => repository.owner),
      records: await readRecords(world.dataDirectory),
      seconds: Math.round((Date.now() - startedAt) / 1000),
    };
  } finally {
    await world.close();
  }
}

async function disturbBySecondProcess(matrix: CrashMatrix): Promise<{ words: string; states: ReviewStates }> {
  const repository = await matrix.world.open();
  const words = await matrix.world.startSecond();
  const name = 'a second process was started';
  return { words, states: { [name]: await matrix.finish(name, repository) } };
}

/** SIGTERM while CI works, whose end then nobody hears of, and in the middle of a model call. */
async function stopInTheMiddle({
  world,
  finish,
}: CrashMatrix): Promise<{ exitCodes: (number | null)[]; states: ReviewStates }> {
  const exitCodes: (number | null)[] = [];
  const states: ReviewStates = {};
  const stopWhen = async (
    name: string,
    what: 'ci' | 'model',
    isThere: (repository: RepositoryHandle) => boolean,
  ): Promise<void> => {
    const release = world.holdBack(what);
    const repository = await world.open();
    while (!isThere(repository)) await sleep(20);
    exitCodes.push(await world.stop());
    release();
    await world.hub.idle();
    await world.start();
    states[name] = await finish(name, repository);
  };
  const lines = world.log.length;
  await stopWhen('stopped while CI was working', 'ci', () =>
    world.log.slice(lines).some((line) => line.msg === 'waiting for CI'),
  );
  const calls = world.modelCalls.length;
  await stopWhen('stopped in a model call', 'model', () => world.modelCalls.length > calls);
  return { exitCodes, states };
}
