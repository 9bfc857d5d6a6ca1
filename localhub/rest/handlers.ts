import type { Handler } from '../http/call.ts';
import { actionHandlers } from './actions.ts';
import { appHandlers } from './apps.ts';
import { checkHandlers } from './checks.ts';
import { gitDataHandlers } from './git-data.ts';
import { gitRefHandlers } from './git-refs.ts';
import { issueHandlers } from './issues.ts';
import { pullHandlers } from './pulls.ts';
import { repositoryHandlers } from './repositories.ts';
import { reviewHandlers } from './reviews.ts';

/** What answers each operation, by GitHub's operation id. */
export const handlers: Record<string, Handler> = {
  ...appHandlers,
  ...repositoryHandlers,
  ...pullHandlers,
  ...reviewHandlers,
  ...issueHandlers,
  ...gitDataHandlers,
  ...gitRefHandlers,
  ...checkHandlers,
  ...actionHandlers,
};
