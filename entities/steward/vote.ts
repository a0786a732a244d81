import { defineEntity, p } from '@mikro-orm/core';

/** One person's decision on an action; at most one row for each person and action. */
export const VoteSchema = defineEntity({
  name: 'Vote',
  schema: 'steward',
  tableName: 'votes',
  properties: {
    actionId: p.bigint('number').primary(),
    voterId: p.text().primary(),
    voterName: p.text(),
    vote: p.enum(['approve', 'deny']),
    reason: p.text().nullable(),
    at: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
});

export class Vote extends VoteSchema.class {}
VoteSchema.setClass(Vote);
