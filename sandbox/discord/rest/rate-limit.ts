import { createHash } from 'node:crypto';

const LIMIT = 50;
const WINDOW = 1;

/**
 * The headers of a bucket that is never empty: what a client does when one is, `misbehave.rateLimit` shows.
 *
 * @see https://discord.com/developers/docs/topics/rate-limits#header-format
 */
export function rateLimitHeaders(method: string, path: string): Readonly<Record<string, string>> {
  const route = path.replace(/\d{16,}/g, ':id').replace(/(:id)\/[\w-]{40,}/, '$1/:token');
  return {
    'X-RateLimit-Limit': String(LIMIT),
    'X-RateLimit-Remaining': String(LIMIT - 1),
    // A client compares this with its own clock, which is not the sandbox's.
    'X-RateLimit-Reset': String(Date.now() / 1000 + WINDOW),
    'X-RateLimit-Reset-After': String(WINDOW),
    'X-RateLimit-Bucket': createHash('sha256').update(`${method} ${route}`).digest('hex').slice(0, 32),
  };
}
