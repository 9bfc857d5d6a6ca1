/** An item of a list in the comment, in full and with what takes most room left out. */
export interface FittingItem {
  id: string;
  full: string;
  brief: string;
}

/**
 * The items that fit into the room, in bytes: in full while `fullBytes` last, then briefly, then named by id only.
 * A comment has a hard limit, and what does not fit must be said rather than lost.
 */
export function fitItems(
  items: readonly FittingItem[],
  room: { fullBytes: number; allBytes: number },
): string[] {
  const shown: string[] = [];
  let bytes = 0;
  for (const [index, item] of items.entries()) {
    const text = bytes + Buffer.byteLength(item.full) <= room.fullBytes ? item.full : item.brief;
    if (bytes + Buffer.byteLength(text) > room.allBytes) {
      const ids = items.slice(index).map((left) => left.id);
      const named =
        ids.length > 30 ? `${ids.slice(0, 30).join(', ')} and ${ids.length - 30} more` : ids.join(', ');
      return [...shown, `_Left out for length: ${named}._`];
    }
    shown.push(text);
    bytes += Buffer.byteLength(text) + 2;
  }
  return shown;
}
