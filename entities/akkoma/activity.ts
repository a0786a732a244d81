import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { Jsonb } from '../types/jsonb.ts';
import { TextArray } from '../types/text-array.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const ActivitySchema = defineEntity({
  name: 'Activity',
  tableName: 'activities',
  properties: {
    id: p.type(FlakeId).$type<string>().primary(),
    data: p.type(Jsonb).$type<Record<string, unknown>>(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
    local: p.boolean().defaultRaw('true'),
    actor: p.string().nullable(),
    recipients: p
      .type(TextArray)
      .$type<string[]>()
      .columnType('varchar(255)[]')
      .defaultRaw('ARRAY[]::character varying[]')
      .nullable(),
  },
});

/**
 * An ActivityPub activity. Its id has no default. An update that names `data` or `recipients` fires the trigger that
 * maintains `counter_cache` (tables.md activities).
 */
export class Activity extends ActivitySchema.class {}
ActivitySchema.setClass(Activity);
