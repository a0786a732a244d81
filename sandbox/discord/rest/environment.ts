import type { RequestBody } from './request-body.ts';

/** The variables that the middleware sets for every route of the API. */
export interface RestEnvironment {
  Variables: { body: RequestBody };
}
