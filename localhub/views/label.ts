import type { Hub } from '../hub.ts';
import type { LabelRecord, RepositoryRecord } from '../records.ts';
import { renderNodeId } from './node-id.ts';
import { repositoryUrl } from './repository.ts';

/** GitHub's `label`, grey as one that an app made. */
export function renderLabel(hub: Hub, repository: RepositoryRecord, label: LabelRecord) {
  return {
    id: label.id,
    node_id: renderNodeId('LA', label.id),
    url: `${repositoryUrl(hub, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: null,
    color: 'ededed',
    default: false,
  };
}
