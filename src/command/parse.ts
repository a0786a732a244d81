import type { z } from 'zod';
import { invalid } from '../text/errors.ts';
import { text } from '../text/text.ts';

/**
 * Validates arguments with a command's schema.
 *
 * @throws Invalid with every fault in one sentence, by option.
 */
export function parseArgs<Schema extends z.ZodObject>(
  schema: Schema,
  raw: Readonly<Record<string, unknown>>,
): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const at =
      issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : String(issue.path[0] ?? 'arguments');
    return text`${at}: ${issue.code === 'unrecognized_keys' ? ['not an option of this command'] : [issue.message]}`;
  });
  throw invalid(faults);
}
