import { defineEntity, p } from '@mikro-orm/core';

/** A Discord interaction that a process has claimed. Its id can be inserted only once. */
export const InteractionSchema = defineEntity({
  name: 'Interaction',
  schema: 'steward',
  tableName: 'interactions',
  properties: {
    id: p.text().primary(),
    claimedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
});

export class Interaction extends InteractionSchema.class {}
InteractionSchema.setClass(Interaction);
