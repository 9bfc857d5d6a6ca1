import { TestwrightError } from '../../errors.ts';

export type ArchiveRefusal =
  | 'archive-too-large'
  | 'archive-broken'
  | 'archive-too-many-entries'
  | 'archive-entry-too-large'
  | 'archive-unsafe-name'
  | 'archive-duplicate-name'
  | 'archive-not-a-file'
  | 'archive-encrypted'
  | 'archive-not-utf-8';

/** An archive from CI that is not read: broken, or made to harm its reader. The message is one sentence for people. */
export class ArchiveRefused extends TestwrightError {
  override readonly name = 'ArchiveRefused';
  constructor(code: ArchiveRefusal, message: string, options?: { cause?: unknown }) {
    super('user', code, message, options);
  }
}
