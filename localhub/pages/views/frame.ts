import { fullName } from '../../hub.ts';
import { addressOfAsset } from '../assets.ts';
import { type Html, html } from '../html.ts';
import type { PageCall, Person } from '../page-call.ts';
import { addressOf } from '../page-call.ts';

/** A whole document. `main` gets all of the page but its header. */
export function renderDocument(title: string, header: Html | null, main: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${addressOfAsset('icon.svg')}">
<link rel="stylesheet" href="${addressOfAsset('page.css')}">
<script type="module" src="${addressOfAsset('page.js')}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">${header}</header>
<p id="message" role="status" hidden></p>
<main id="main">${main}</main>
</body>
</html>
`;
}

/** The choice of who acts. */
function renderPersonChoice(call: PageCall, people: readonly Person[]): Html {
  return html`<form class="person" method="post" action="${addressOf(call.repository, '/person')}">
<input type="hidden" name="back" value="${call.path}">
<label for="person">Acting as</label>
<select id="person" name="login">${people.map(
    ({ user, role }) =>
      html`<option value="${user.login}"${user === call.person?.user ? html` selected` : null}>${user.login} (${role})</option>`,
  )}</select>
<button type="submit">Choose</button>
</form>`;
}

/** A page of a repository with the name and the choice of who acts above it. */
export function frame(call: PageCall, people: readonly Person[], page: { title: string; main: Html }): Html {
  const { repository } = call;
  const header = html`<nav aria-label="Repository"><a class="hub" href="/">localhub</a>
<a href="${addressOf(repository)}"><span>${repository.owner.login} /</span> <b>${repository.name}</b></a>
<span class="label">${repository.private ? 'Private' : 'Public'}</span></nav>
${renderPersonChoice(call, people)}`;
  return renderDocument(`${page.title} · ${fullName(repository)}`, header, page.main);
}
