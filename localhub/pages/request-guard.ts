import type { IncomingHttpHeaders } from 'node:http';

/**
 * The pages show hostile text. Nothing but their own script and style runs or loads, forms go nowhere else, and no
 * other page may frame them.
 */
export const pageHeaders: Record<string, string> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Another name for this machine may be someone's who wants to read along (DNS rebinding). */
export function isOwnHost(headers: IncomingHttpHeaders, url: string): boolean {
  return headers.host === new URL(url).host;
}

/**
 * Does a form come from our own pages. Browsers say where a POST comes from and scripts cannot change it; a request that
 * does not say is refused.
 */
export function isFromOwnPage(headers: IncomingHttpHeaders, url: string): boolean {
  const site = headers['sec-fetch-site'];
  return headers.origin === new URL(url).origin && (site === undefined || site === 'same-origin');
}
