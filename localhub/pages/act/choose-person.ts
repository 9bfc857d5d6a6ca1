import { ApiError } from '../../http/api-error.ts';
import type { PageHandler } from '../page-call.ts';
import { fieldOf } from '../page-call.ts';
import { listPeople, renderCookie } from '../people.ts';

/** From now on this browser acts as the chosen person. */
export const choosePersonHere: PageHandler = (call) => {
  const login = fieldOf(call, 'login');
  if (!listPeople(call.hub, call.repository).some(({ user }) => user.login === login))
    throw new ApiError(422, `The local GitHub knows nobody called ${login}.`);
  // A path of this server, and never another server's name.
  const back = /^\/(?!\/|\\)[^\\]*$/.exec(call.form.get('back') ?? '')?.[0] ?? '/';
  return { kind: 'go', to: back, cookie: renderCookie(login) };
};
