import type { CommitObject, Signature } from '../git/objects.ts';
import type { Hub } from '../hub.ts';
import type { RepositoryRecord, UserRecord } from '../records.ts';
import { renderNodeId } from './node-id.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { renderUser } from './user.ts';

const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** There is no key here: what GitHub would sign is called signed. */
function renderVerification(repository: RepositoryRecord, commit: CommitObject) {
  return repository.signedCommits.has(commit.sha)
    ? {
        ...{ verified: true, reason: 'valid', signature: 'localhub', payload: commit.sha },
        verified_at: commit.committer.date,
      }
    : unsigned;
}

/** The user whose address GitHub would know: here only the bots', `<id>+<login>@users.noreply.github.com`. */
export function findAuthor(hub: Hub, signature: Signature): UserRecord | null {
  const match = /^\d+\+(.+)@users\.noreply\.github\.com$/.exec(signature.email);
  return (match && hub.users.get(match[1]!.toLowerCase())) ?? null;
}

function renderSigner(hub: Hub, signature: Signature) {
  const user = findAuthor(hub, signature);
  return user && renderUser(hub, user);
}

/** GitHub's `commit`. */
export function renderCommit(hub: Hub, repository: RepositoryRecord, commit: CommitObject) {
  const url = `${repositoryUrl(hub, repository)}/commits/${commit.sha}`;
  const git = `${repositoryUrl(hub, repository)}/git`;
  return {
    sha: commit.sha,
    node_id: renderNodeId('C', commit.sha),
    url,
    html_url: `${repositoryHtmlUrl(hub, repository)}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${git}/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${git}/trees/${commit.tree}` },
      verification: renderVerification(repository, commit),
    },
    author: renderSigner(hub, commit.author),
    committer: renderSigner(hub, commit.committer),
    parents: renderParents(hub, repository, commit),
  };
}

function renderParents(hub: Hub, repository: RepositoryRecord, commit: CommitObject) {
  return commit.parents.map((sha) => ({
    sha,
    url: `${repositoryUrl(hub, repository)}/commits/${sha}`,
    html_url: `${repositoryHtmlUrl(hub, repository)}/commit/${sha}`,
  }));
}

/** GitHub's `git-commit`. */
export function renderGitCommit(hub: Hub, repository: RepositoryRecord, commit: CommitObject) {
  const git = `${repositoryUrl(hub, repository)}/git`;
  return {
    sha: commit.sha,
    node_id: renderNodeId('C', commit.sha),
    url: `${git}/commits/${commit.sha}`,
    html_url: `${repositoryHtmlUrl(hub, repository)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${git}/trees/${commit.tree}` },
    parents: renderParents(hub, repository, commit),
    verification: renderVerification(repository, commit),
  };
}

/** GitHub's `simple-commit`. */
export function renderSimpleCommit(commit: CommitObject) {
  const who = ({ name, email }: Signature) => ({ name, email });
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: who(commit.author),
    committer: who(commit.committer),
  };
}
