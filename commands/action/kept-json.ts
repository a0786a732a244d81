import { z } from 'zod';
import type { Json } from '../../src/text/reply.ts';

const object = z.record(z.string(), z.json());

/** Returns the object that a jsonb column holds; an empty object for any other value. */
export function jsonOf(kept: unknown): Readonly<Record<string, Json>> {
  const parsed = object.safeParse(kept);
  return parsed.success ? parsed.data : {};
}
