import type { RequestBody } from './request-body.ts';

/** What the middleware hands to every route of the API. */
export interface RestEnvironment {
  Variables: { body: RequestBody };
}
