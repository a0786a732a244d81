import { defineEntity, p } from '@mikro-orm/core';

export const actionStates = [
  'proposed',
  'approved',
  'running',
  'following',
  'done',
  'undone',
  'failed',
  'stale',
  'denied',
  'cancelled',
  'expired',
] as const;

/** One run of an operation: requester, reason, plan, votes needed, state and outcome. */
export const ActionSchema = defineEntity({
  name: 'Action',
  schema: 'steward',
  tableName: 'actions',
  properties: {
    id: p.bigint('number').primary(),
    interactionId: p.text().nullable(),
    operation: p.text(),
    args: p.json<unknown>(),
    reason: p.text().nullable(),
    tier: p.enum(['routine', 'sensitive', 'destructive']),
    state: p.enum(actionStates),
    requesterId: p.text(),
    requesterName: p.text(),
    source: p.enum(['discord', 'console', 'system']),
    guildId: p.text().nullable(),
    channelId: p.text().nullable(),
    messageId: p.text().nullable(),
    plan: p.json<unknown>(),
    fingerprint: p.text(),
    outcome: p.json<unknown>().nullable(),
    failure: p.text().nullable(),
    votesNeeded: p.integer(),
    deadline: p.datetime().columnType('timestamptz').nullable(),
    visibility: p.enum(['public', 'private']),
    revision: p.integer(),
    drawn: p.integer(),
    interactionToken: p.text().nullable(),
    currentPlan: p.json<unknown>().nullable(),
    progress: p.json<unknown>().nullable(),
    refresh: p.json<unknown>().nullable(),
    reversesAt: p.datetime().columnType('timestamptz').nullable(),
    mention: p.text().nullable(),
    mentionMessageId: p.text().nullable(),
    undoneBy: p.bigint('number').nullable(),
    proposedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
    updatedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
});

export class Action extends ActionSchema.class {}
ActionSchema.setClass(Action);
