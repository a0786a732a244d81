import { defineEntity, p } from '@mikro-orm/core';

/** A change of one of Akkoma's rows by an action: the row, or its changed columns, before and after. */
export const ChangeSchema = defineEntity({
  name: 'Change',
  schema: 'steward',
  tableName: 'changes',
  properties: {
    id: p.bigint('number').primary(),
    actionId: p.bigint('number'),
    tableName: p.text(),
    key: p.json<unknown>(),
    before: p.json<unknown>().nullable(),
    after: p.json<unknown>().nullable(),
  },
});

export class Change extends ChangeSchema.class {}
ChangeSchema.setClass(Change);
