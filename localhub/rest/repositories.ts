import { isAtLeast, roleOf } from '../auth/roles.ts';
import { countCommits, findMergeBase, listChangedFiles, listCommits } from '../git/compare.ts';
import { askGit } from '../git/git.ts';
import { findCommit, readCommit, readObject } from '../git/objects.ts';
import { findRef } from '../git/refs.ts';
import type { TreeItem } from '../git/trees.ts';
import { findTreeItem, listTree } from '../git/trees.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import type { Call, Handler, Reply } from '../http/call.ts';
import { repositoryOf } from '../http/call.ts';
import { pageSize, renderLink } from '../http/paginate.ts';
import type { RepositoryRecord, Role } from '../records.ts';
import { renderChangedFile } from '../views/changed-file.ts';
import { renderCommit } from '../views/commit.ts';
import { encodePath, renderFullRepository, repositoryHtmlUrl, repositoryUrl } from '../views/repository.ts';
import { renderUser } from '../views/user.ts';

/** Files that a comparison lists, all on its first page: https://docs.github.com/rest/commits/commits#compare-two-commits */
const comparedFiles = 300;
/** Bytes of a file that `contents` shows in JSON: https://docs.github.com/rest/repos/contents */
const largestContent = 1024 * 1024;

const compare: Handler = async (call) => {
  const repository = repositoryOf(call);
  const { gitDir } = repository;
  const [left = '', right = ''] = (call.params['basehead'] ?? '').split('...');
  const base = await findCommit(gitDir, left);
  const head = await findCommit(gitDir, right);
  if (base === null || head === null) throw notFound();
  const mergeBase = await findMergeBase(gitDir, base, head);
  if (mergeBase === null) throw new ApiError(404, `No common ancestor between ${left} and ${right}.`);
  const commits = await listCommits(gitDir, base, head);
  const behind = await countCommits(gitDir, head, base);
  const ahead = commits.length;
  const page = Math.max(1, Number(call.query['page'] ?? 1));
  const size =
    call.query['per_page'] === undefined && call.query['page'] === undefined ? 250 : pageSize(call);
  const files = page === 1 ? (await listChangedFiles(gitDir, mergeBase, head)).slice(0, comparedFiles) : [];
  const shown = commits.slice((page - 1) * size, page * size);
  const html = `${repositoryHtmlUrl(call.hub, repository)}/compare/${encodePath(left)}...${encodePath(right)}`;
  const render = async (sha: string) => renderCommit(call.hub, repository, (await readCommit(gitDir, sha))!);
  const headers: Record<string, string> =
    page * size < ahead ? { link: renderLink(call, 'page', String(page + 1), 'next') } : {};
  return {
    status: 200,
    headers,
    body: {
      url: `${repositoryUrl(call.hub, repository)}/compare/${encodePath(left)}...${encodePath(right)}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: await render(base),
      merge_base_commit: await render(mergeBase),
      status: ahead > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical',
      ahead_by: ahead,
      behind_by: behind,
      total_commits: ahead,
      commits: shown.map((commit) => renderCommit(call.hub, repository, commit)),
      files: files.map((file) => renderChangedFile(call.hub, repository, file, head)),
    },
  };
};

function renderContent(call: Call, repository: RepositoryRecord, item: TreeItem, file: string, ref: string) {
  const url = `${repositoryUrl(call.hub, repository)}/contents/${encodePath(file)}?ref=${encodeURIComponent(ref)}`;
  const gitUrl = `${repositoryUrl(call.hub, repository)}/git/${item.type === 'tree' ? 'trees' : 'blobs'}/${item.sha}`;
  const htmlUrl = `${repositoryHtmlUrl(call.hub, repository)}/blob/${encodePath(ref)}/${encodePath(file)}`;
  return {
    type:
      item.type === 'tree'
        ? 'dir'
        : item.type === 'commit'
          ? 'submodule'
          : item.mode === '120000'
            ? 'symlink'
            : 'file',
    size: item.size ?? 0,
    name: file.split('/').pop() ?? '',
    path: file,
    sha: item.sha,
    url,
    git_url: gitUrl,
    html_url: htmlUrl,
    download_url: item.type === 'blob' ? `${htmlUrl}?raw=1` : null,
    _links: { self: url, git: gitUrl, html: htmlUrl },
  };
}

const getContent: Handler = async (call): Promise<Reply> => {
  const repository = repositoryOf(call);
  const file = (call.params['path'] ?? '').replace(/^\/+|\/+$/g, '');
  const ref = call.query['ref'] ?? repository.defaultBranch;
  const commit = await findCommit(repository.gitDir, ref);
  if (commit === null) throw new ApiError(404, `No commit found for the ref ${ref}`);
  const item = file === '' ? null : await findTreeItem(repository.gitDir, commit, file);
  if (file !== '' && item === null) throw notFound();
  if (item === null || item.type === 'tree') {
    const items = await listTree(repository.gitDir, `${commit}:${file}`, 'flat');
    const prefix = file === '' ? '' : `${file}/`;
    return {
      status: 200,
      body: items.map((child) => renderContent(call, repository, child, `${prefix}${child.path}`, ref)),
    };
  }
  if (item.type === 'commit') {
    return {
      status: 200,
      body: { ...renderContent(call, repository, item, file, ref), submodule_git_url: '' },
    };
  }
  const content = (await readObject(repository.gitDir, item.sha))!.content;
  if (/application\/vnd\.github(\.v3)?\.raw/.test(call.accept)) return { status: 200, text: content };
  const large = content.length > largestContent;
  const body = {
    ...renderContent(call, repository, { ...item, mode: '100644' }, file, ref),
    content: large ? '' : `${content.toString('base64')}\n`,
    encoding: large ? 'none' : 'base64',
  };
  return { status: 200, body };
};

/**
 * As `git archive` makes it, so with what `.gitattributes` say of archives, under a folder that names owner, repository and commit. It is at
 * another host: https://docs.github.com/rest/repos/contents#download-a-repository-archive-tar
 */
const getTarball: Handler = async (call) => {
  const repository = repositoryOf(call);
  const commit = await findCommit(repository.gitDir, call.params['ref'] || repository.defaultBranch);
  if (commit === null) throw notFound();
  const prefix = `${repository.owner.login}-${repository.name}-${commit.slice(0, 7)}/`;
  const archive = ['archive', '--format=tar.gz', `--prefix=${prefix}`, commit];
  const { stdout } = await askGit(repository.gitDir, archive);
  return {
    status: 302,
    headers: { location: call.hub.downloads.publish(stdout, 'application/x-gzip') },
  };
};

const getBranch: Handler = async (call) => {
  const repository = repositoryOf(call);
  const name = call.params['branch'] ?? '';
  const ref = await findRef(repository.gitDir, `refs/heads/${name}`);
  if (ref === null) throw new ApiError(404, 'Branch not found');
  const url = `${repositoryUrl(call.hub, repository)}/branches/${encodeURIComponent(name)}`;
  return {
    status: 200,
    body: {
      name,
      commit: renderCommit(call.hub, repository, (await readCommit(repository.gitDir, ref.sha))!),
      _links: { self: url, html: `${repositoryHtmlUrl(call.hub, repository)}/tree/${encodePath(name)}` },
      protected: false,
      protection: {
        enabled: false,
        required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
      },
      protection_url: `${url}/protection`,
    },
  };
};

/** Of the roles only four are shown as permission: maintain counts as write, triage as read. */
const shownPermission: Record<Role, string> = {
  ...{ admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read', none: 'none' },
};

const getPermission: Handler = (call) => {
  const repository = repositoryOf(call);
  const login = (call.params['username'] ?? '').toLowerCase();
  const user = call.hub.users.get(login);
  if (user === undefined) throw new ApiError(404, `${login} is not a user`);
  const role = roleOf(repository, user);
  const permission = shownPermission[role];
  const permissions = {
    pull: permission !== 'none',
    triage: isAtLeast(role, 'triage'),
    push: isAtLeast(role, 'write'),
    maintain: isAtLeast(role, 'maintain'),
    admin: role === 'admin',
  };
  return {
    status: 200,
    body: {
      permission,
      role_name: role,
      user: { ...renderUser(call.hub, user), permissions, role_name: role },
    },
  };
};

export const repositoryHandlers: Record<string, Handler> = {
  'repos/get': (call) => ({ status: 200, body: renderFullRepository(call.hub, repositoryOf(call)) }),
  'repos/get-branch': getBranch,
  'repos/get-content': getContent,
  'repos/download-tarball-archive': getTarball,
  'repos/compare-commits-with-basehead': compare,
  'repos/get-collaborator-permission-level': getPermission,
};
