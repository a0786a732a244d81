import { defineEntity, p } from '@mikro-orm/core';

/** A pending request: a command that was typed without the reason that it needs. */
export const DraftSchema = defineEntity({
  name: 'Draft',
  schema: 'steward',
  tableName: 'drafts',
  properties: {
    id: p.bigint('number').primary(),
    command: p.text(),
    args: p.json<unknown>(),
    requesterId: p.text(),
    draftedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
});

export class Draft extends DraftSchema.class {}
DraftSchema.setClass(Draft);
