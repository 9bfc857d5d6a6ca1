import type { Hub } from '../hub.ts';
import type { AppRecord, UserRecord } from '../records.ts';
import { renderNodeId } from './node-id.ts';

/** GitHub's `simple-user`. */
export function renderUser(hub: Hub, user: UserRecord) {
  const url = `${hub.url}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: renderNodeId('U', user.id),
    avatar_url: `${hub.url}/avatars/u/${user.id}`,
    gravatar_id: '',
    url,
    html_url: `${hub.url}/${encodeURIComponent(user.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** GitHub's `integration`. */
export function renderApp(hub: Hub, app: AppRecord) {
  return {
    id: app.id,
    client_id: `Iv23${app.id}`,
    slug: app.slug,
    node_id: renderNodeId('A', app.id),
    owner: renderUser(hub, app.owner),
    name: app.name,
    description: '',
    external_url: `${hub.url}/apps/${app.slug}`,
    html_url: `${hub.url}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
  };
}
