/**
 * The script of localhub's pages: boxes are ticked where they stand, and what others do appears without
 * reloading. Everything else works by plain forms.
 */

/** Milliseconds between two looks at whether the page has changed. */
const lookMs = 1000;

const message = document.querySelector('#message');
/** Ticks go out one after another: each must name the text that the one before has made. */
let ticks = Promise.resolve();
let waitingTicks = 0;
let etag = null;

function say(text) {
  message.textContent = text;
  message.hidden = text === '';
}

async function sendTick(box, comment) {
  const form = new URLSearchParams({
    index: box.dataset.task,
    ticked: String(box.checked),
    version: comment.dataset.version,
  });
  const answer = await fetch(`${comment.dataset.comment}/task`, { method: 'POST', body: form });
  if (answer.ok) {
    comment.dataset.version = (await answer.json()).version;
    say('');
    return;
  }
  box.checked = !box.checked;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  say(page.querySelector('[data-refusal]')?.textContent ?? `The local GitHub answered ${answer.status}.`);
}

document.addEventListener('change', ({ target }) => {
  if (!target.matches('input[data-task]')) return;
  const comment = target.closest('[data-comment]');
  waitingTicks += 1;
  ticks = ticks
    .then(() => sendTick(target, comment))
    .catch(() => say('The local GitHub does not answer.'))
    .finally(() => {
      waitingTicks -= 1;
    });
});

/** Is someone in the middle of something that a replacement would take away. */
function isBusy(part) {
  return (
    waitingTicks > 0 ||
    [...part.querySelectorAll('textarea')].some((text) => text.value !== text.defaultValue)
  );
}

/** What people have opened or closed stays so. */
function keepDetails(before, after) {
  const states = new Map();
  for (const one of before.querySelectorAll('details')) states.set(nameOf(one), one.open);
  for (const one of after.querySelectorAll('details')) {
    const open = states.get(nameOf(one));
    if (open !== undefined) one.open = open;
  }
}

function nameOf(details) {
  return `${details.closest('[id]')?.id ?? ''} ${details.querySelector('summary')?.textContent ?? ''}`;
}

/** Finds the same thing in a part that was replaced, so that the keyboard stays where it was. */
function findFocused(part) {
  const focusable = 'a, button, input, select, textarea, summary';
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  if (focused === null) return () => null;
  const { task } = focused.dataset;
  const comment = focused.closest('[data-comment]')?.dataset.comment;
  if (task !== undefined && comment !== undefined)
    return () => part.querySelector(`[data-comment="${CSS.escape(comment)}"] [data-task="${task}"]`);
  const index = [...part.querySelectorAll(focusable)].indexOf(focused);
  return () => part.querySelectorAll(focusable)[index] ?? null;
}

async function look() {
  const headers = { accept: 'text/html', ...(etag ? { 'if-none-match': etag } : {}) };
  const answer = await fetch(location.pathname, { headers, cache: 'no-store' });
  if (answer.status !== 200) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  let kept = false;
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (fresh === null || part.dataset.seen === fresh.innerHTML) continue;
    if (isBusy(part)) {
      kept = true;
      continue;
    }
    const seen = fresh.innerHTML;
    // The first look only learns what the page was made from.
    if (part.dataset.seen !== undefined || part.innerHTML !== seen) {
      keepDetails(part, fresh);
      const findAgain = findFocused(part);
      part.replaceChildren(...fresh.childNodes);
      findAgain()?.focus({ preventScroll: true });
    }
    part.dataset.seen = seen;
  }
  etag = kept ? null : answer.headers.get('etag');
}

async function watch() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    if (document.hidden) continue;
    await look().catch(() => undefined);
  }
}

if (document.querySelector('[data-live]')) void watch();
