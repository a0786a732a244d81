import { defineEntity, p } from '@mikro-orm/core';
import { Jsonb } from '../types/jsonb.ts';
import { Microseconds } from '../types/microseconds.ts';
import { WholeSecond } from '../types/whole-second.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const InstanceSchema = defineEntity({
  name: 'Instance',
  tableName: 'instances',
  properties: {
    id: p.bigint('number').primary(),
    host: p.string(),
    unreachableSince: p.type(Microseconds).$type<string>().nullable(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
    favicon: p.string().nullable(),
    faviconUpdatedAt: p.type(WholeSecond).$type<Date>().nullable(),
    nodeinfo: p.type(Jsonb).$type<Record<string, unknown>>().defaultRaw("'{}'::jsonb").nullable(),
    metadataUpdatedAt: p.type(WholeSecond).$type<Date>().nullable(),
    hasRequestSignatures: p.boolean().defaultRaw('false'),
  },
});

/**
 * A remote host that this instance talks to (tables.md instances).
 */
export class Instance extends InstanceSchema.class {}
InstanceSchema.setClass(Instance);
