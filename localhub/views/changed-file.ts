import type { ChangedFile } from '../git/compare.ts';
import type { Hub } from '../hub.ts';
import type { RepositoryRecord } from '../records.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';

/** GitHub's `diff-entry`. Binary and very large files have no patch. */
export function renderChangedFile(hub: Hub, repository: RepositoryRecord, file: ChangedFile, head: string) {
  const encoded = encodeURIComponent(file.path);
  const html = repositoryHtmlUrl(hub, repository);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${head}/${encoded}`,
    raw_url: `${html}/raw/${head}/${encoded}`,
    contents_url: `${repositoryUrl(hub, repository)}/contents/${encoded}?ref=${head}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}
