import { defineEntity, p } from '@mikro-orm/core';

export const HashtagObjectSchema = defineEntity({
  name: 'HashtagObject',
  tableName: 'hashtags_objects',
  properties: {
    hashtagId: p.bigint('number').primary(),
    objectId: p.bigint('number').primary(),
  },
});

/**
 * Which object has which hashtag (tables.md hashtags_objects).
 */
export class HashtagObject extends HashtagObjectSchema.class {}
HashtagObjectSchema.setClass(HashtagObject);
