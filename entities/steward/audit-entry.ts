import { defineEntity, p } from '@mikro-orm/core';

/** An entry of the append-only audit log. The database sets its number, time and hashes. */
export const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  schema: 'steward',
  tableName: 'audit_log',
  properties: {
    id: p.bigint('number').primary(),
    at: p.datetime().columnType('timestamptz'),
    event: p.text(),
    actionId: p.bigint('number').nullable(),
    interactionId: p.text().nullable(),
    actorId: p.text(),
    actorName: p.text(),
    source: p.enum(['discord', 'console', 'system']),
    command: p.text(),
    args: p.json<unknown>(),
    reason: p.text().nullable(),
    detail: p.json<unknown>(),
    previousHash: p.uint8array(),
    hash: p.uint8array(),
    actionHash: p.uint8array().nullable(),
  },
});

export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);
