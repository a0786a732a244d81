import { defineEntity, p } from '@mikro-orm/core';

/** The last time that someone was kept from what is destructive; over when `until` has come or it was lifted. */
export const PauseSchema = defineEntity({
  name: 'Pause',
  schema: 'steward',
  tableName: 'pauses',
  properties: {
    personId: p.text().primary(),
    personName: p.text(),
    actionId: p.bigint('number'),
    pausedByName: p.text(),
    reason: p.text(),
    until: p.datetime().columnType('timestamptz'),
    resumedAt: p.datetime().columnType('timestamptz').nullable(),
  },
});

export class Pause extends PauseSchema.class {}
PauseSchema.setClass(Pause);
