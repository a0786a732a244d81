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
 * To whom an object was delivered, so that its deletion can be (tables.md deliveries).
 */
export class Delivery extends DeliverySchema.class {}
DeliverySchema.setClass(Delivery);
