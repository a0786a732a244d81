import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';

export const DeliverySchema = defineEntity({
  name: 'Delivery',
  tableName: 'deliveries',
  properties: {
    id: p.bigint('number').primary(),
    objectId: p.integer(),
    userId: p.type(FlakeId).$type<string>(),
  },
});

/**
 * An account that an object was delivered to, so that its deletion can be delivered there too (tables.md deliveries).
 */
export class Delivery extends DeliverySchema.class {}
DeliverySchema.setClass(Delivery);
