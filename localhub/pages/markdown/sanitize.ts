import sanitizeHtml from 'sanitize-html';

/** The HTML that GitHub lets through in Markdown; all other tags go, those of programs and forms with their text. */
const allowedTags = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'div', 'span', 'blockquote', 'pre'],
  ...['a', 'b', 'i', 'strong', 'em', 's', 'del', 'ins', 'sub', 'sup', 'small', 'mark', 'abbr', 'q', 'cite'],
  ...['code', 'tt', 'kbd', 'samp', 'var', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'details', 'summary'],
  ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
];

/** Their text is no text for people. */
const nonTextTags = [
  'script',
  'style',
  'textarea',
  'option',
  'noscript',
  'title',
  'xmp',
  'iframe',
  'noembed',
];

/** Marks the places that `fillSlots` fills after the HTML was sanitised. */
export const slotAttribute = 'data-slot';

/**
 * Makes HTML from people, repositories and models harmless. Images become links: the pages fetch nothing from elsewhere.
 * No ids, names, classes or styles pass, so no text can pose as a part of the page.
 */
export function sanitize(dirty: string): string {
  return sanitizeHtml(dirty, {
    allowedTags,
    nonTextTags,
    allowedAttributes: {
      a: ['href', 'title', 'rel'],
      details: ['open'],
      ol: ['start'],
      th: ['align', 'colspan', 'rowspan'],
      td: ['align', 'colspan', 'rowspan'],
      p: ['align'],
      div: ['align', slotAttribute],
      span: [slotAttribute],
    },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    transformTags: {
      a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener noreferrer' }),
      img: (_, { src = '', alt }) => ({
        tagName: 'a',
        attribs: { href: src, rel: 'nofollow noopener noreferrer' },
        text: `🖼 ${alt || src}`,
      }),
    },
  });
}
