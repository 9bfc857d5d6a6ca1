/**
 * Starts counting the processor time of this process; the function that comes back says how much it was so far, in milliseconds.
 * For bounds on how long something takes: a clock on the wall also counts the machine's other work.
 */
export function startProcessorClock(): () => number {
  const started = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  };
}
