import { describe, expect, test } from '@jest/globals';
import { strToU8, type ZipAttributes, type Zippable, zipSync } from 'fflate';
import { ArchiveRefused } from '../../../src/edges/files/archive-refused.ts';
import { readArchive } from '../../../src/edges/files/read-archive.ts';

const LIMITS = {
  maxEntries: 5,
  maxEntryBytes: 1000,
  maxTotalBytes: 1500,
  wanted: (name: string) => name.endsWith('.json') || name.endsWith('.lcov'),
};

const UNIX = 3;

async function refusalOf(zip: Uint8Array): Promise<string> {
  const error: unknown = await readArchive(zip, LIMITS).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ArchiveRefused)) throw new Error('the archive was not refused', { cause: error });
  return error.code;
}

/** Overwrites bytes at an offset within each header that begins with this signature. */
function patch(zip: Uint8Array, signature: number, offset: number, bytes: number[]): Uint8Array {
  const copy = zip.slice();
  const view = new DataView(copy.buffer);
  for (let at = 0; at + 4 <= copy.length; at++) {
    if (view.getUint32(at, true) === signature) copy.set(bytes, at + offset);
  }
  return copy;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;

describe('an archive', () => {
  test('gives the wanted texts by name and leaves the others alone', async () => {
    const zip = zipSync({
      'report.json': strToU8('{"ä":1}'),
      'deep/head.lcov': strToU8(''),
      'junit.xml': strToU8('<x/>'),
      'folder/': new Uint8Array(),
      'binary.dat': Uint8Array.of(0xff, 0xfe),
    });
    expect(await readArchive(zip, LIMITS)).toEqual(
      new Map([
        ['report.json', '{"ä":1}'],
        ['deep/head.lcov', ''],
      ]),
    );
  });

  test('may sit inside a larger buffer', async () => {
    const zip = zipSync({ 'a.json': strToU8('1') });
    const larger = new Uint8Array(zip.length + 20).fill(7);
    larger.set(zip, 10);
    expect(await readArchive(larger.subarray(10, 10 + zip.length), LIMITS)).toEqual(
      new Map([['a.json', '1']]),
    );
  });

  test('that holds exactly as much as is allowed is read', async () => {
    const zip = zipSync({ 'a.json': strToU8('x'.repeat(1000)), 'b.json': strToU8('x'.repeat(500)) });
    expect((await readArchive(zip, LIMITS)).size).toBe(2);
  });
});

describe('an archive is refused', () => {
  const one = (content: Uint8Array, attributes: ZipAttributes = {}): Zippable => ({
    'a.json': [content, attributes],
  });
  const named = (name: string) => zipSync({ [name]: strToU8('x') });

  test.each<[string, Uint8Array, string]>([
    ['that is none', strToU8('<html>Not Found</html>'), 'archive-broken'],
    ['that is empty', new Uint8Array(), 'archive-broken'],
    ['that is cut off', zipSync(one(strToU8('x'.repeat(500)))).subarray(40), 'archive-broken'],
    ['with a bomb', zipSync(one(new Uint8Array(50_000_000))), 'archive-entry-too-large'],
    [
      'with a bomb that states a small size',
      patch(
        patch(zipSync(one(new Uint8Array(50_000_000))), CENTRAL, 24, [10, 0, 0, 0]),
        LOCAL,
        22,
        [10, 0, 0, 0],
      ),
      'archive-broken',
    ],
    ['with an entry one byte too large', zipSync(one(strToU8('x'.repeat(1001)))), 'archive-entry-too-large'],
    [
      'with too much in all its entries together',
      zipSync({ 'a.json': strToU8('x'.repeat(1000)), 'b.json': strToU8('x'.repeat(501)) }),
      'archive-entry-too-large',
    ],
    [
      'with too many entries, wanted or not',
      zipSync(
        Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`${index}.txt`, new Uint8Array()])),
      ),
      'archive-too-many-entries',
    ],
    ['that climbs out of its folder', named('../a.txt'), 'archive-unsafe-name'],
    ['that climbs out from within', named('x/../../a.txt'), 'archive-unsafe-name'],
    ['with an absolute name', named('/etc/passwd'), 'archive-unsafe-name'],
    ['with a drive', named('C:/a.txt'), 'archive-unsafe-name'],
    ['with a backslash', named('..\\a.txt'), 'archive-unsafe-name'],
    ['with a control character in a name', named('a\u001b[2J.txt'), 'archive-unsafe-name'],
    [
      'with a symbolic link',
      zipSync(one(strToU8('/etc/passwd'), { os: UNIX, attrs: 0o120777 << 16 })),
      'archive-not-a-file',
    ],
    [
      'with a device',
      zipSync(one(new Uint8Array(), { os: UNIX, attrs: 0o060666 << 16 })),
      'archive-not-a-file',
    ],
    [
      'that is encrypted',
      patch(patch(zipSync(one(strToU8('x'))), CENTRAL, 8, [1]), LOCAL, 6, [1]),
      'archive-encrypted',
    ],
    ['with text that is not UTF-8', zipSync(one(Uint8Array.of(0x22, 0xff, 0x22))), 'archive-not-utf-8'],
    [
      'with a name that is not UTF-8',
      patch(patch(named('a.txt'), CENTRAL, 46, [0xff]), LOCAL, 30, [0xff]),
      'archive-not-utf-8',
    ],
    [
      'that names a file twice',
      patch(
        patch(zipSync({ 'a.txt': strToU8('1'), 'b.txt': strToU8('2') }), CENTRAL, 46, [0x61]),
        LOCAL,
        30,
        [0x61],
      ),
      'archive-duplicate-name',
    ],
    ['in an unknown compression', patch(zipSync(one(strToU8('x'))), CENTRAL, 10, [99]), 'archive-broken'],
  ])('%s', async (_case, zip, code) => {
    expect(await refusalOf(zip)).toBe(code);
  });
});
