import { defineEntity, p } from '@mikro-orm/core';
import { Jsonb } from '../types/jsonb.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const ModerationLogEntrySchema = defineEntity({
  name: 'ModerationLogEntry',
  tableName: 'moderation_log',
  properties: {
    id: p.bigint('number').primary(),
    data: p.type(Jsonb).$type<Record<string, unknown>>(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * An entry for what staff did through the Admin API. Akkoma's command line writes none (tables.md moderation_log).
 */
export class ModerationLogEntry extends ModerationLogEntrySchema.class {}
ModerationLogEntrySchema.setClass(ModerationLogEntry);
