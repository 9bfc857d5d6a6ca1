import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { git, startWorld, type World } from '../localhub/support.ts';
import { actAs, describeInBrowser, pressAndLoad } from './support.ts';

let world: World;
let number: number;
let address: string;
beforeAll(async () => {
  world = await startWorld({});
  const { hub, repository } = world;
  hub.setPermission(repository, 'ada', 'write');
  hub.setPermission(repository, 'rob', 'read');
  const opening = { repo: repository, head: 'change', base: 'main', title: 'A price', author: 'ada' };
  number = await hub.openPullRequest({ ...opening, body: 'Raises the *price*.' });
  address = `${hub.url}/acme/shop/pull/${number}`;
});
afterEach(() => world.hub.assertNoViolations());
afterAll(() => world.close());

/** The last webhook of this name, once it has arrived. */
async function told(event: string, action: string): Promise<Record<string, unknown>> {
  await world.hub.idle();
  const received = world.receiver.last(event, action);
  if (!received) throw new Error(`No webhook ${event}.${action}`);
  return received.payload;
}

const main = async () => world.repository.gitDir;
const tip = async (): Promise<string> => git(await main(), 'rev-parse', 'refs/heads/change');

describeInBrowser('what a person does on the pages', ({ open }) => {
  test('ticks, comments, edits, closes: the app is told who did what', async () => {
    const { hub, repository } = world;
    const body = 'Hello\n\n- [ ] one <!-- a -->\n- [ ] two <!-- b -->\n';
    const { data: comment } = await world.octokit.rest.issues.createComment({
      ...{ ...world.at, issue_number: number, body },
    });
    const { page, problems } = await open(address, 'ada');
    // Boxes have names, and the keyboard reaches and ticks them.
    const box = page.getByRole('checkbox', { name: 'two' });
    await box.focus();
    await page.keyboard.press('Space');
    await page.getByText('edited by ada').waitFor();
    expect(await box.isChecked()).toBe(true);
    expect(await box.evaluate((one) => one.ownerDocument.activeElement === one)).toBe(true);
    expect(await told('issue_comment', 'edited')).toMatchObject({
      sender: { login: 'ada' },
      changes: { body: { from: body } },
      comment: { id: comment.id, body: 'Hello\n\n- [ ] one <!-- a -->\n- [x] two <!-- b -->\n' },
    });

    // What others do appears by itself, and a text that is being written stays.
    await page.getByLabel('Add a comment').fill('A *question*\n\nand more');
    await hub.addComment(repository, number, 'rob', 'Me too');
    await page.locator('.markdown', { hasText: 'Me too' }).waitFor();
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.locator('.post em', { hasText: 'question' }).waitFor();
    expect(await told('issue_comment', 'created')).toMatchObject({
      sender: { login: 'ada' },
      comment: { body: 'A *question*\n\nand more', user: { login: 'ada' } },
    });

    await page.getByRole('button', { name: 'Close pull request' }).click();
    await page.locator('.state.closed').waitFor();
    expect(await told('pull_request', 'closed')).toMatchObject({ sender: { login: 'ada' } });
    await page.getByRole('button', { name: 'Reopen pull request' }).click();
    await page.locator('.state.open').waitFor();
    expect(await told('pull_request', 'reopened')).toMatchObject({ sender: { login: 'ada' } });

    // A text that changes under a tick is not the text that was ticked.
    await actAs(page, 'ada');
    await page.route('**/*', (route) =>
      route.request().method() === 'GET' ? route.abort() : route.continue(),
    );
    await hub.editComment(repository, comment.id, 'maintainer', '- [ ] three\n');
    await page.getByRole('checkbox', { name: 'one' }).click();
    await page.getByText('The comment was edited meanwhile').waitFor();
    expect(hub.comments(repository, number)[0]!.body).toBe('- [ ] three\n');
    // Refused requests and those that the test has held back are complaints of the browser, not of the page.
    expect(problems.filter((problem) => !problem.startsWith('Failed to load resource'))).toEqual([]);
    await page.close();
  });

  test('presses the button of a check run and runs it again; who only reads is not offered it', async () => {
    const { data: check } = await world.octokit.rest.checks.create({
      ...{ ...world.at, name: 'Tests', head_sha: await tip(), status: 'completed', conclusion: 'failure' },
      output: {
        title: 'One failure',
        summary: 'It **failed**.',
        annotations: [
          {
            ...{ path: 'shop/pricing.py', start_line: 1, end_line: 1, annotation_level: 'failure' },
            message: 'assert 1 == 2',
          },
        ],
      },
      actions: [{ label: 'Apply all', description: 'Apply what is suggested', identifier: 'apply-all' }],
    });
    const { page } = await open(`${address}/checks`, 'rob');
    const button = page.getByRole('button', { name: 'Apply all' });
    expect(await button.isDisabled()).toBe(true);
    await actAs(page, 'ada');
    const shown = await page.locator(`#check-${check.id}`).textContent();
    for (const text of [
      'failure',
      'Tests',
      'One failure',
      'It failed.',
      'shop/pricing.py:1',
      'assert 1 == 2',
    ])
      expect(shown).toContain(text);
    await button.click();
    await page.waitForURL(/#check-/);
    expect(await told('check_run', 'requested_action')).toMatchObject({
      ...{ sender: { login: 'ada' }, check_run: { id: check.id } },
      requested_action: { identifier: 'apply-all' },
    });
    await pressAndLoad(page, 'Re-run');
    expect(await told('check_run', 'rerequested')).toMatchObject({ sender: { login: 'ada' } });
    await page.close();
  });

  test('commits a suggested change, which shows what it replaces, and resolves the conversation', async () => {
    const { hub, repository } = world;
    const before = await tip();
    await world.octokit.rest.pulls.createReview({
      ...{ ...world.at, pull_number: number, event: 'COMMENT', body: 'A remark.' },
      comments: [
        { path: 'shop/pricing.py', line: 1, body: 'Too little.\n\n```suggestion\nPRICE = 3\n```\n' },
      ],
    });
    const { page } = await open(address, 'ada');
    const change = page.locator('.suggestion');
    expect(await change.locator('.removed').textContent()).toBe('-PRICE = 2');
    expect(await change.locator('.added').textContent()).toBe('+PRICE = 3');
    await change.getByRole('button', { name: 'Commit suggestion' }).click();
    await page.locator('.thread').getByText('Outdated').waitFor();
    expect(git(repository.gitDir, 'show', 'refs/heads/change:shop/pricing.py')).toBe('PRICE = 3');
    expect(git(repository.gitDir, 'rev-parse', 'refs/heads/change^')).toBe(before);
    expect(await told('pull_request', 'synchronize')).toMatchObject({
      ...{ before, after: await tip(), sender: { login: 'ada' } },
    });
    await page.getByRole('button', { name: 'Resolve conversation' }).click();
    await page.getByText('Resolved by ada').waitFor();
    expect(hub.reviewThreads(repository, number)[0]!.resolvedBy?.login).toBe('ada');
    expect(await told('pull_request_review_thread', 'resolved')).toMatchObject({ sender: { login: 'ada' } });
    await page.close();
  });

  test('labels and closes an issue', async () => {
    const { hub, repository } = world;
    const wanted = { title: 'Wrong price', body: 'It is **wrong**.', author: 'rob', labels: ['bug'] };
    const issue = hub.openIssue(repository, wanted);
    const { page } = await open(`${hub.url}/acme/shop`, 'ada');
    await page.getByRole('link', { name: 'Wrong price' }).click();
    const labels = page.getByRole('list', { name: 'Labels' });
    await page.getByLabel('Label', { exact: true }).fill('testwright');
    await page.getByRole('button', { name: 'Add label' }).click();
    await labels.getByText('testwright').waitFor();
    expect(await told('issues', 'labeled')).toMatchObject({
      ...{ sender: { login: 'ada' }, issue: { number: issue }, label: { name: 'testwright' } },
    });
    await page.getByRole('button', { name: 'Remove label bug' }).click();
    await labels.getByText('bug').waitFor({ state: 'detached' });
    expect(await told('issues', 'unlabeled')).toMatchObject({ label: { name: 'bug' } });
    await page.getByLabel('Add a comment').fill('Seen');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.locator('.markdown', { hasText: 'Seen' }).waitFor();
    await page.getByRole('button', { name: 'Close issue' }).click();
    await page.locator('.state.closed').waitFor();
    expect(await told('issues', 'closed')).toMatchObject({ sender: { login: 'ada' } });
    await actAs(page, 'rob');
    expect(await page.getByRole('button', { name: 'Add label' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Reopen issue' }).count()).toBe(1);
    await page.close();
  });

  test('hostile text stays text', async () => {
    const { hub, repository } = world;
    git(repository.gitDir, 'update-ref', 'refs/heads/hostile', 'refs/heads/main');
    const title = '</title><script>window.owned = 1</script>';
    const author = '"><b onclick=x>';
    const opening = { repo: repository, head: 'change', base: 'hostile', title, author };
    const second = await hub.openPullRequest({ ...opening, body: '<svg onload="window.owned = 2"></svg>' });
    await hub.addComment(
      repository,
      number,
      'rob',
      [
        '<script>window.owned = 4</script><img src=x onerror="window.owned = 5">',
        '<a href="javascript:window.owned = 6">press me</a> [me too](javascript:window.owned=7)',
        '<style>main { display: none }</style><link rel="stylesheet" href="https://example.org/x.css">',
        '<form action="https://example.org" method="post"><button>Comment</button></form>',
        '<iframe src="https://example.org"></iframe><base href="https://example.org/">',
        '</div></div></article></div><h1 id="main" class="state" style="position: fixed">Not the page</h1>',
        '<details data-live="header" data-comment="/x"><summary>More</summary><input type="checkbox" data-task="0"></details>',
      ].join('\n\n'),
    );
    const { page } = await open(address, 'ada');
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const blocked: string[] = [];
    page.on('requestfailed', (request) => blocked.push(`${request.url()} ${request.failure()?.errorText}`));
    const post = page.locator('.post').last();
    await post.locator('.markdown').getByText('press me').click();
    expect(await page.evaluate('window.owned')).toBeUndefined();
    expect(await page.locator('main').isVisible()).toBe(true);
    const inside =
      'script, style, link, base, iframe, form[action*="example.org"], input, [id="main"], [style], [data-live]';
    expect(await post.locator('.markdown').locator(inside).count()).toBe(0);
    // What it closes is not what holds it.
    expect(await post.locator('h1').textContent()).toBe('Not the page');
    const other = await open(`${hub.url}/acme/shop/pull/${second}`);
    expect(await other.page.getByRole('heading', { level: 1 }).textContent()).toBe(`${title} #${second}`);
    expect(await other.page.locator('.lead .author').textContent()).toBe(author);
    expect(await other.page.evaluate('window.owned')).toBeUndefined();
    await other.page.close();

    // Should something get through all the same, the browser runs and loads nothing of it.
    await page.evaluate(`{
      const made = document.createElement('script'); made.textContent = 'window.owned = 8'; document.body.append(made);
      const image = document.createElement('img'); image.src = 'https://example.org/x.png'; document.body.append(image);
    }`);
    await page.waitForTimeout(100);
    expect(await page.evaluate('window.owned')).toBeUndefined();
    expect(requests.filter((url) => !url.startsWith(hub.url))).toEqual(['https://example.org/x.png']);
    expect(blocked).toEqual(['https://example.org/x.png csp']);
    await page.close();
  });
});

describe('requests that do not come from the pages', () => {
  const send = (headers: Record<string, string>, path = `issues/${number}/comments`): Promise<Response> =>
    fetch(`${world.hub.url}/acme/shop/${path}`, {
      method: 'POST',
      body: new URLSearchParams({ body: 'Hello', state: 'closed' }),
      headers,
      redirect: 'manual',
    });

  test('are refused, and nothing is written', async () => {
    const { hub, repository } = world;
    const before = hub.comments(repository, number).length;
    const statuses = [];
    for (const headers of [
      {},
      { origin: 'http://example.org' },
      { origin: 'null' },
      { origin: hub.url.replace(/\d+$/, '1') },
      { origin: hub.url, 'sec-fetch-site': 'same-site' },
    ])
      statuses.push((await send(headers as Record<string, string>)).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403]);
    expect(hub.comments(repository, number)).toHaveLength(before);
    expect((await send({ origin: hub.url })).status).toBe(303);
    expect(hub.comments(repository, number)).toHaveLength(before + 1);
  });

  test('a role that may not is refused, whatever the page offers', async () => {
    const { hub, repository } = world;
    const { data } = await world.octokit.rest.issues.createComment({
      ...{ ...world.at, issue_number: number, body: 'Ours' },
    });
    const comment = hub.comments(repository, number).find(({ id }) => id === data.id)!;
    const headers = { origin: hub.url, cookie: 'localhub-person=rob' };
    const statuses = [];
    for (const path of [`comments/${comment.id}`, `comments/${comment.id}/delete`, `issues/${number}/state`])
      statuses.push((await send(headers, path)).status);
    expect(statuses).toEqual([403, 403, 403]);
    expect(hub.comments(repository, number)).toContain(comment);
    expect([comment.body, hub.pullRequest(repository, number).state]).toEqual(['Ours', 'open']);
  });
});
