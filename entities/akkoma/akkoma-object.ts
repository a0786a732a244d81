import { defineEntity, p } from '@mikro-orm/core';
import { Jsonb } from '../types/jsonb.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const AkkomaObjectSchema = defineEntity({
  name: 'AkkomaObject',
  tableName: 'objects',
  properties: {
    id: p.bigint('number').primary(),
    data: p.type(Jsonb).$type<Record<string, unknown>>(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * A post or another object. Its public id is `data.id` (tables.md objects).
 */
export class AkkomaObject extends AkkomaObjectSchema.class {}
AkkomaObjectSchema.setClass(AkkomaObject);
