import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Octokit } from '@octokit/rest';
import { downloadArtifact } from '../../../src/edges/github/download-artifact.ts';

// A real server in a file of its own: a body of 50 MB that is dropped on the way leaves the mocked network of a whole
// test file in disorder.
let storage: Server;
let url: string;

beforeAll(async () => {
  storage = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/zip' });
    response.end(Buffer.alloc(50 * 1024 * 1024 + 1));
  });
  await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(storage.address() as AddressInfo).port}/blob`;
});
afterAll(() => {
  storage.closeAllConnections();
  return new Promise((resolve) => storage.close(resolve));
});

/** What of Octokit the download uses: a list with one artifact that says it is small, and the redirect. */
function givenOctokit(): Octokit {
  const artifact = { id: 1, name: 'testwright-report', expired: false, size_in_bytes: 3 };
  return {
    paginate: {
      async *iterator() {
        yield { status: 200, url, data: [artifact] };
      },
    },
    rest: {
      actions: {
        listWorkflowRunArtifacts: null,
        downloadArtifact: async () => ({ status: 302, headers: { location: url } }),
      },
    },
  } as unknown as Octokit;
}

test('an artifact that is over 50 MB, whatever it says, is dropped on the way', async () => {
  const repository = { installationId: 1, owner: 'octo', name: 'shop', id: 42 };
  await expect(downloadArtifact(givenOctokit(), repository, 9, 'testwright-report')).rejects.toMatchObject({
    code: 'archive-too-large',
  });
});
