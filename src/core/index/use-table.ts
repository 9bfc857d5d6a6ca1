import type { FileRecord, IndexedSymbol } from './file-record.ts';

/** A place where a name is read. */
export interface Use {
  path: string;
  record: FileRecord;
  symbol: IndexedSymbol;
  /** The whole dotted name. */
  use: string;
}

/**
 * Who reads which name, by the last part of the name, over the files of one repository. Follows one index after the other: of the
 * next one, only files that differ are read. What is of earlier indexes is passed over, and dropped when it becomes the most.
 */
export class UseTable {
  private uses = new Map<string, Use[]>();
  private records = new Map<string, FileRecord>();
  private added = 0;
  private followed: ReadonlyMap<string, FileRecord> | null = null;

  /** Uses of names that end so, in these files; in no certain order, some perhaps twice. */
  find(name: string, files: ReadonlyMap<string, FileRecord>): Use[] {
    if (this.followed !== files) this.follow(files);
    this.followed = files;
    return (this.uses.get(name) ?? []).filter(({ path, record }) => files.get(path) === record);
  }

  private follow(files: ReadonlyMap<string, FileRecord>): void {
    if (this.added > 2 * files.size + 100) {
      this.uses = new Map();
      this.records = new Map();
      this.added = 0;
    }
    for (const [path, record] of files) {
      if (this.records.get(path) === record) continue;
      this.records.set(path, record);
      this.added++;
      for (const symbol of record.symbols) {
        for (const use of symbol.uses) this.add({ path, record, symbol, use });
      }
    }
  }

  private add(one: Use): void {
    const name = one.use.slice(one.use.lastIndexOf('.') + 1);
    const list = this.uses.get(name);
    if (list) list.push(one);
    else this.uses.set(name, [one]);
  }
}
