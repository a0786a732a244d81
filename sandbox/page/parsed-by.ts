import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';

/** A validator of requests. It throws a 400 that names the first thing that is not right. */
export function parsedBy<Schema extends z.ZodType>(schema: Schema): (value: unknown) => z.output<Schema> {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.');
    throw new HTTPException(400, { message: `${where || 'The request'} is not right: ${issue?.message}.` });
  };
}
