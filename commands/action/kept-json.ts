import { z } from 'zod';
import type { Json } from '../../src/text/reply.ts';

const object = z.record(z.string(), z.json());

/** Returns the object that a jsonb column holds; an empty object for any other value. */
export function jsonOf(kept: unknown): Readonly<Record<string, Json>> {
  const parsed = object.safeParse(kept);
  return parsed.success ? parsed.data : {};
}

/** Formats a value for people. */
export function valueInWords(value: Json): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const isFlat = Array.isArray(value) && value.every((each) => typeof each !== 'object');
  return isFlat ? value.join(', ') : JSON.stringify(value);
}
