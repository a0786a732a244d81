import type { z } from 'zod';
import { invalid } from '../text/errors.ts';
import { bySurface, type Text, text } from '../text/text.ts';

/**
 * Validates arguments with a command's schema.
 *
 * @throws Invalid with every fault, a line for each.
 */
export function parseArgs<Schema extends z.ZodObject>(
  schema: Schema,
  raw: Readonly<Record<string, unknown>>,
): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((option) => ({ option, fault: text`this command has no such option` }))
      : [{ option: String(issue.path[0] ?? 'arguments'), fault: faultOf(issue) }],
  );
  throw invalid(faults);
}

/**
 * A choice has no message of its own, and zod's names the values as a program would. A check may have another message
 * for a terminal, in its parameter `inTerminal`.
 */
function faultOf(issue: z.core.$ZodIssue): Text {
  if (issue.code === 'invalid_value' && issue.values.length > 1) {
    return text`must be one of ${[issue.values.join(', ')]}`;
  }
  const inTerminal: unknown = issue.code === 'custom' ? issue.params?.inTerminal : undefined;
  return typeof inTerminal === 'string'
    ? bySurface({ inDiscord: [issue.message], inTerminal: [inTerminal] })
    : [issue.message];
}
