import { describe, expect, test } from '@jest/globals';
import { chooseFilesToRead, MAX_FILES_READ } from '../../../src/core/change-set/choose-files-to-read.ts';

const file = (path: string, additions = 1) => ({ path, additions, deletions: 0 });

describe('the files of a pull request that are read', () => {
  test('are Python, and neither vendored, generated nor migrations', () => {
    const files = ['a.py', 'b.txt', 'vendor/c.py', 'shop/migrations/0002_x.py', 'x_pb2.py'].map((path) =>
      file(path),
    );
    expect(chooseFilesToRead(files)).toEqual({ read: [file('a.py')], skipped: [] });
  });

  test('are the largest changes of a huge pull request, and the rest is named', () => {
    const files = Array.from({ length: 3000 }, (_, index) => file(`m${index}.py`, index));
    const { read, skipped } = chooseFilesToRead(files);
    expect(read).toHaveLength(MAX_FILES_READ);
    expect(read[0]?.path).toBe('m2999.py');
    expect(skipped).toMatchObject([
      { what: `${3000 - MAX_FILES_READ} of 3000 changed Python files` },
      // GitHub's list ends here, whatever the pull request has.
      { what: 'changed files after the first 3000' },
    ]);
    expect(chooseFilesToRead(files.slice(1)).skipped).toHaveLength(1);
  });
});
