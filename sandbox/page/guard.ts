import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';

/**
 * Rejects requests that were not made by this page. The Host header reveals a foreign name that an attacker points at
 * 127.0.0.1 (DNS rebinding). The Origin header, which every browser sends with a cross-site POST, reveals a form or
 * script of another site.
 */
export const guard = createMiddleware(async (context, next) => {
  const host = context.req.header('host');
  if (!host || !/^(127\.0\.0\.1|localhost)(:\d{1,5})?$/.test(host)) {
    throw new HTTPException(403, { message: 'Open this page at 127.0.0.1 or localhost.' });
  }
  const origin = context.req.header('origin');
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new HTTPException(403, { message: 'Requests from other sites are refused.' });
  }
  if (
    context.req.method === 'POST' &&
    !/^application\/json\b/.test(context.req.header('content-type') ?? '')
  ) {
    throw new HTTPException(415, { message: 'Send the body as application/json.' });
  }
  await next();
});
