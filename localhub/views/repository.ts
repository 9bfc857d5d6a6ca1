import { pathToFileURL } from 'node:url';
import type { Hub } from '../hub.ts';
import { fullName } from '../hub.ts';
import type { RepositoryRecord } from '../records.ts';
import { renderNodeId } from './node-id.ts';
import { renderUser } from './user.ts';

export function repositoryUrl(hub: Hub, repository: RepositoryRecord): string {
  return `${hub.url}/repos/${fullName(repository)}`;
}

export function repositoryHtmlUrl(hub: Hub, repository: RepositoryRecord): string {
  return `${hub.url}/${fullName(repository)}`;
}

/** A path or the name of a ref as part of a URL: slashes stay. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** GitHub's `repository`, also good for `minimal-repository` and for webhooks. Cloning works from `clone_url`. */
export function renderRepository(hub: Hub, repository: RepositoryRecord) {
  const url = repositoryUrl(hub, repository);
  const openIssues = [...repository.pulls.values()].filter((pull) => pull.state === 'open').length;
  const cloneUrl = pathToFileURL(repository.gitDir).href;
  return {
    id: repository.id,
    node_id: renderNodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: renderUser(hub, repository.owner),
    html_url: repositoryHtmlUrl(hub, repository),
    description: null,
    fork: repository.parent !== null,
    url,
    ...renderRepositoryLinks(url),
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    pushed_at: repository.pushedAt,
    git_url: cloneUrl,
    ssh_url: cloneUrl,
    clone_url: cloneUrl,
    svn_url: repositoryHtmlUrl(hub, repository),
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: 'Python',
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: openIssues,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    forks: 0,
    open_issues: openIssues,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

function renderRepositoryLinks(url: string) {
  return {
    forks_url: `${url}/forks`,
    keys_url: `${url}/keys{/key_id}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    teams_url: `${url}/teams`,
    hooks_url: `${url}/hooks`,
    issue_events_url: `${url}/issues/events{/number}`,
    events_url: `${url}/events`,
    assignees_url: `${url}/assignees{/user}`,
    branches_url: `${url}/branches{/branch}`,
    tags_url: `${url}/tags`,
    blobs_url: `${url}/git/blobs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    trees_url: `${url}/git/trees{/sha}`,
    statuses_url: `${url}/statuses/{sha}`,
    languages_url: `${url}/languages`,
    stargazers_url: `${url}/stargazers`,
    contributors_url: `${url}/contributors`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    commits_url: `${url}/commits{/sha}`,
    git_commits_url: `${url}/git/commits{/sha}`,
    comments_url: `${url}/comments{/number}`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    contents_url: `${url}/contents/{+path}`,
    compare_url: `${url}/compare/{base}...{head}`,
    merges_url: `${url}/merges`,
    archive_url: `${url}/{archive_format}{/ref}`,
    downloads_url: `${url}/downloads`,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    labels_url: `${url}/labels{/name}`,
    releases_url: `${url}/releases{/id}`,
    deployments_url: `${url}/deployments`,
  };
}

/** GitHub's `full-repository`. */
export function renderFullRepository(hub: Hub, repository: RepositoryRecord) {
  const parent = repository.parent;
  return {
    ...renderRepository(hub, repository),
    network_count: 0,
    subscribers_count: 0,
    ...(parent === null
      ? {}
      : { parent: renderRepository(hub, parent), source: renderRepository(hub, parent) }),
  };
}

/** A `push` event shows times of the repository in seconds, where all others show text. */
export function renderPushedRepository(hub: Hub, repository: RepositoryRecord) {
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
  return {
    ...renderRepository(hub, repository),
    created_at: seconds(repository.createdAt),
    pushed_at: seconds(repository.pushedAt),
    stargazers: 0,
    master_branch: repository.defaultBranch,
  };
}
