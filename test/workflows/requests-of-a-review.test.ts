import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Files } from '../support/git-repository.ts';
import { anthropicMessage } from '../support/model-server.ts';
import { openStage, type Stage } from '../support/stage.ts';

/**
 * GitHub lets an installation ask 5,000 times an hour. What a review reads before it asks the model is bounded here; how many
 * requests it is on a large repository, `npm run bench -- context requests` measures.
 */
let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 60_000);

afterAll(() => stage.close());

const moduleOf = (file: number, edit: number): string =>
  `from shop.part_${(file + 1) % 20} import value\n\n\ndef value_${file}(price):\n    if price > ${edit}:\n        return value(price)\n    return price\n`;
const editAll = (files: number[], edit: number): Files =>
  Object.fromEntries(files.map((file) => [`shop/part_${file}.py`, moduleOf(file, edit)]));

test('a pull request of 20 files is read with 12 requests, the next push to it with 6', async () => {
  const { hub } = stage.world;
  let before = 0;
  const reading: string[][] = [];
  const story = await stage.tell({
    base: editAll([...Array(20).keys()], 0),
    change: editAll([...Array(20).keys()], 1),
    replies: {
      'suggest-tests': () => {
        reading.push(hub.requests.slice(before).map(({ operationId }) => operationId ?? 'none'));
        return anthropicMessage(
          JSON.stringify({ reasoning: 'None.', tests: [], edge_cases: [], weaknesses: [] }),
        );
      },
    },
  });
  await hub.idle();
  before = hub.requests.length;
  await story.review();
  await hub.idle();
  before = hub.requests.length;
  const next = stage.world.nextResult();
  await story.push('change', editAll([3, 4], 2));
  await next;

  expect(reading).toHaveLength(2);
  const [cold = [], warm = []] = reading;
  expect(cold.length).toBeLessThanOrEqual(12);
  expect(warm.length).toBeLessThanOrEqual(6);
  // No file by itself but a lone one (the module of tests), and no tree that is known.
  expect(cold.filter((operation) => operation === 'git/get-blob')).toHaveLength(1);
  expect(warm.filter((operation) => operation === 'git/get-tree')).toHaveLength(1);
  // The pull request is looked at again before anything is written, and has not changed.
  const looks = hub.requests.filter(({ operationId }) => operationId === 'pulls/get');
  expect(looks.filter(({ status }) => status === 304).length).toBeGreaterThanOrEqual(2);
}, 60_000);
