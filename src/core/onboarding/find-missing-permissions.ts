/** What each permission is for, as app.yml asks for it. */
const NEEDED: Record<string, { level: 'read' | 'write'; what: string }> = {
  contents: { level: 'write', what: 'no companion branch can be written' },
  pull_requests: { level: 'write', what: 'no comment can be written' },
  checks: { level: 'write', what: 'no check run can be shown' },
  actions: { level: 'write', what: 'nothing can be run in CI' },
  issues: { level: 'write', what: 'linked issues cannot be read, and new repositories get no issue' },
  merge_queues: { level: 'read', what: 'a merge queue that requires the check waits in vain' },
};

/** What the installation has not granted, with what that means; one sentence each. Code between backticks. */
export function findMissingPermissions(granted: Readonly<Record<string, string>>): string[] {
  return Object.entries(NEEDED).flatMap(([name, { level, what }]) => {
    const has = granted[name];
    const isEnough = has === 'write' || has === 'admin' || (level === 'read' && has === 'read');
    return isEnough
      ? []
      : [
          `The permission \`${name}: ${level}\` is not granted (it is \`${has ?? 'none'}\`): ${what}. Accept it in the settings of the installation.`,
        ];
  });
}
