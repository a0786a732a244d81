import { defineEntity, p } from '@mikro-orm/core';

/**
 * The last pause of a person, who may not ask for or approve destructive actions while it lasts. It ends at `until`, or
 * when an admin lifts it.
 */
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
