import type { JobState } from './job-state.ts';
import { parseWorkflowCommand } from './workflow-commands.ts';

const LEVELS = new Map<string, 'notice' | 'warning' | 'failure'>([
  ['notice', 'notice'],
  ['warning', 'warning'],
  ['error', 'failure'],
]);

/** Reads a step's output line by line: workflow commands act, everything is logged. `outputs` is filled. */
export function createOutputReader(job: JobState, outputs: Record<string, string>): (line: string) => void {
  let stopToken: string | null = null;
  return (line) => {
    const command = parseWorkflowCommand(line);
    if (stopToken !== null) {
      if (command?.name === stopToken.toLowerCase()) stopToken = null;
      job.log.write(line);
      return;
    }
    const level = command ? LEVELS.get(command.name) : undefined;
    if (!command) job.log.write(line);
    else if (level) {
      report(job, level, command.message, command.properties);
    } else if (command.name === 'add-mask') {
      job.log.mask(command.message);
    } else if (command.name === 'group') job.log.write(`##[group]${command.message}`);
    else if (command.name === 'endgroup') job.log.write('##[endgroup]');
    else if (command.name === 'debug') job.log.write(`##[debug]${command.message}`);
    else if (command.name === 'stop-commands') stopToken = command.message;
    else if (command.name === 'set-output') outputs[command.properties['name'] ?? ''] = command.message;
    else job.log.write(line);
  };
}

/** An annotation and its line in the log. */
export function report(
  job: JobState,
  level: 'notice' | 'warning' | 'failure',
  message: string,
  properties: Record<string, string> = {},
): void {
  const mark = level === 'failure' ? 'error' : level;
  for (const line of message.split('\n')) job.log.write(`##[${mark}]${line}`);
  const masked = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, job.log.masked(value)]),
  );
  job.annotations.add(level, job.log.masked(message), masked);
}
