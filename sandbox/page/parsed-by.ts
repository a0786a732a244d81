import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';

/**
 * Returns a validator of requests.
 *
 * @throws {HTTPException} from the validator: 400 with the first problem
 */
export function parsedBy<Schema extends z.ZodType>(schema: Schema): (value: unknown) => z.output<Schema> {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.');
    throw new HTTPException(400, { message: `Invalid ${where || 'request'}: ${issue?.message}.` });
  };
}
