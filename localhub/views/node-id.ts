/** Global ids as REST's `node_id` and GraphQL's `id` show them: opaque, and the same in both. */
export type NodeKind =
  | 'R'
  | 'U'
  | 'A'
  | 'IN'
  | 'PR'
  | 'I'
  | 'IC'
  | 'LA'
  | 'CR'
  | 'CS'
  | 'WF'
  | 'WFR'
  | 'AR'
  | 'REF'
  | 'C'
  | 'T'
  | 'B'
  | 'REA'
  | 'PRR'
  | 'PRRC'
  | 'PRRT';

export function renderNodeId(kind: NodeKind, id: number | string): string {
  return `${kind}_${Buffer.from(`${kind}:${id}`).toString('base64url')}`;
}

/** What a global id names, or null for a string that is none. */
export function parseNodeId(nodeId: string): { kind: string; id: string } | null {
  const encoded = nodeId.slice(nodeId.indexOf('_') + 1);
  const match = /^([A-Z]+):(.+)$/.exec(Buffer.from(encoded, 'base64url').toString('utf8'));
  return match && nodeId.startsWith(`${match[1]}_`) ? { kind: match[1]!, id: match[2]! } : null;
}
