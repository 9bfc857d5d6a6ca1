import MarkdownIt, { type MarkdownIt as Parser } from 'markdown-it';

/** Reads Markdown as GitHub reads comments: tables, struck text, bare links, and a line break is one. */
export function createParser(): Parser {
  return new MarkdownIt({ html: true, linkify: true, breaks: true });
}
