import { defineEntity, p } from '@mikro-orm/core';

/** There while nothing is to be changed; at most one. */
export const LockSchema = defineEntity({
  name: 'Lock',
  schema: 'steward',
  tableName: 'lock',
  properties: {
    isOnly: p.boolean().primary(),
    actionId: p.bigint('number'),
    lockedById: p.text(),
    lockedByName: p.text(),
    reason: p.text(),
    lockedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
});

export class Lock extends LockSchema.class {}
LockSchema.setClass(Lock);
