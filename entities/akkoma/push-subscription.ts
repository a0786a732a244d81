import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { Jsonb } from '../types/jsonb.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const PushSubscriptionSchema = defineEntity({
  name: 'PushSubscription',
  tableName: 'push_subscriptions',
  properties: {
    id: p.bigint('number').primary(),
    userId: p.type(FlakeId).$type<string>(),
    tokenId: p.bigint('number'),
    endpoint: p.text().columnType('varchar'),
    keyP256dh: p.string().hidden(),
    keyAuth: p.string().hidden(),
    data: p.type(Jsonb).$type<Record<string, unknown>>().defaultRaw("'{}'::jsonb"),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * The endpoint and the keys for sending web push to a session (tables.md push_subscriptions).
 */
export class PushSubscription extends PushSubscriptionSchema.class {}
PushSubscriptionSchema.setClass(PushSubscription);
