import { defineEntity, p } from '@mikro-orm/core';
import { Jsonb } from '../types/jsonb.ts';
import { JsonbArray } from '../types/jsonb-array.ts';
import { Microseconds } from '../types/microseconds.ts';
import { TextArray } from '../types/text-array.ts';

export type ObanJobState =
  | 'available'
  | 'scheduled'
  | 'executing'
  | 'retryable'
  | 'completed'
  | 'discarded'
  | 'cancelled';

export const ObanJobSchema = defineEntity({
  name: 'ObanJob',
  tableName: 'oban_jobs',
  properties: {
    id: p.bigint('number').primary(),
    state: p
      .string()
      .columnType('oban_job_state')
      .$type<ObanJobState>()
      .defaultRaw("'available'::oban_job_state"),
    queue: p.text().defaultRaw("'default'::text"),
    worker: p.text(),
    args: p.type(Jsonb).$type<Record<string, unknown>>().defaultRaw("'{}'::jsonb"),
    errors: p.type(JsonbArray).$type<unknown[]>().defaultRaw('ARRAY[]::jsonb[]'),
    attempt: p.integer().defaultRaw('0'),
    maxAttempts: p.integer().defaultRaw('20'),
    insertedAt: p.type(Microseconds).$type<string>().defaultRaw("timezone('UTC'::text, now())"),
    scheduledAt: p.type(Microseconds).$type<string>().defaultRaw("timezone('UTC'::text, now())"),
    attemptedAt: p.type(Microseconds).$type<string>().nullable(),
    completedAt: p.type(Microseconds).$type<string>().nullable(),
    attemptedBy: p.type(TextArray).$type<string[]>().columnType('text[]').nullable(),
    discardedAt: p.type(Microseconds).$type<string>().nullable(),
    priority: p.integer().defaultRaw('0'),
    tags: p
      .type(TextArray)
      .$type<string[]>()
      .columnType('varchar(255)[]')
      .defaultRaw('ARRAY[]::character varying[]')
      .nullable(),
    meta: p.type(Jsonb).$type<Record<string, unknown>>().defaultRaw("'{}'::jsonb").nullable(),
    cancelledAt: p.type(Microseconds).$type<string>().nullable(),
  },
});

/**
 * A job of Akkoma's server. Set `worker`, `queue`, `args`, `maxAttempts` and, if needed, `priority`. The database fills
 * in the rest (behaviour.md 1.11).
 */
export class ObanJob extends ObanJobSchema.class {}
ObanJobSchema.setClass(ObanJob);
