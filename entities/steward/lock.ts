import { defineEntity, p } from '@mikro-orm/core';

/** The global lock: one row while nobody may change anything, otherwise none. */
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
