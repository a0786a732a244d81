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
 * Posts by host and visibility, kept by the trigger on `activities` alone (tables.md counter_cache).
 */
export class CounterCache extends CounterCacheSchema.class {}
CounterCacheSchema.setClass(CounterCache);
