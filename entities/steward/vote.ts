import { defineEntity, p } from '@mikro-orm/core';

/** What one person said to an action; one a person. */
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
