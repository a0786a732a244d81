import { defineEntity, p } from '@mikro-orm/core';

export const CounterCacheSchema = defineEntity({
  name: 'CounterCache',
  tableName: 'counter_cache',
  properties: {
    id: p.bigint('number').primary(),
    instance: p.string(),
    direct: p.bigint('number').defaultRaw('0'),
    private: p.bigint('number').defaultRaw('0'),
    unlisted: p.bigint('number').defaultRaw('0'),
    public: p.bigint('number').defaultRaw('0'),
  },
});

/**
 * The number of posts by host and visibility. In Akkoma, only the trigger on `activities` writes it (tables.md
 * counter_cache).
 */
export class CounterCache extends CounterCacheSchema.class {}
CounterCacheSchema.setClass(CounterCache);
