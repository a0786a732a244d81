import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { validator } from 'hono/validator';
import { outsideBody } from './bodies.ts';
import { parsedBy } from './parsed-by.ts';
import type { OutsideAct, OutsideView } from './wire.ts';

/** People outside Discord, who use the instance. Each act resolves to a sentence that says what happened. */
export type Outside = Readonly<Record<OutsideAct, () => Promise<string>>>;

/** Creates the route by which the visitor lets people outside report an account or register one. */
export function outsideRoutes(outside: Outside | undefined): Hono {
  const routes = new Hono();

  routes.post('/outside', validator('json', parsedBy(outsideBody)), async (context) => {
    if (!outside) throw new HTTPException(404, { message: 'The page was started without a database.' });
    const { act } = context.req.valid('json');
    return context.json({ happened: await outside[act]() } satisfies OutsideView);
  });

  return routes;
}
