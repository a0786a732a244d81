import { createHash } from 'node:crypto';

const LIMIT = 50;
const WINDOW = 1;

/**
 * Returns the headers of a bucket that is never exhausted. Use `misbehave.rateLimit` to see what a client does when one
 * is.
 *
 * @see https://discord.com/developers/docs/topics/rate-limits#header-format
 */
export function rateLimitHeaders(method: string, path: string): Readonly<Record<string, string>> {
  const route = path.replace(/\d{16,}/g, ':id').replace(/(:id)\/[\w-]{40,}/, '$1/:token');
  return {
    'X-RateLimit-Limit': String(LIMIT),
    'X-RateLimit-Remaining': String(LIMIT - 1),
    // In real time, because a client compares this with its own clock, not with the sandbox's.
    'X-RateLimit-Reset': String(Date.now() / 1000 + WINDOW),
    'X-RateLimit-Reset-After': String(WINDOW),
    'X-RateLimit-Bucket': createHash('sha256').update(`${method} ${route}`).digest('hex').slice(0, 32),
  };
}
