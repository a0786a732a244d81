import { type RawBuilder, sql } from 'kysely';
import { everybody, everybodyHere } from '../federation/addresses.ts';
import type { Instance } from '../instance.ts';

/** The visibilities that a post can be given. */
export const givable = ['public', 'unlisted', 'private'] as const;

export type Givable = (typeof givable)[number];

/**
 * Selects the new addresses of a post as Akkoma computes them (behaviour.md 23.4): columns `id` of the activity, `to`
 * and `cc` as jsonb, and `recipients`. Steward also removes the address of the people of this instance, which Akkoma
 * leaves, so that a post for this instance only does not stay visible to all of them.
 *
 * @param create a select of the id of the post's Create.
 */
export function newAddresses(
  instance: Pick<Instance, 'baseUrl'>,
  create: RawBuilder<unknown>,
  visibility: Givable,
): RawBuilder<unknown> {
  const all = sql`${everybody}::text`;
  const followers = sql`now.followers`;
  const first = (address: RawBuilder<unknown>, list: RawBuilder<unknown>) =>
    sql`array_prepend(${address}, ${list})`;
  const without = (list: string, address: RawBuilder<unknown>) =>
    sql`array_remove(${sql.ref(`now.${list}`)}, ${address})`;
  const added = {
    public: {
      to: first(all, without('to', followers)),
      cc: first(followers, without('cc', all)),
      recipients: first(all, sql`now.recipients`),
    },
    unlisted: {
      to: first(followers, without('to', all)),
      cc: first(all, without('cc', followers)),
      recipients: sql`now.recipients || array[${followers}, ${all}]`,
    },
    private: {
      to: first(followers, without('to', all)),
      cc: without('cc', all),
      recipients: without('recipients', all),
    },
  }[visibility];
  return sql`
    select now.id, to_jsonb(${distinct(added.to)}) as "to", to_jsonb(${distinct(added.cc)}) as cc,
      ${distinct(added.recipients)}::varchar[] as recipients
    from (
      select a.id, author.follower_address::text as followers,
        ${here(instance, listed(sql`a.data -> 'to'`))} as "to", ${here(instance, listed(sql`a.data -> 'cc'`))} as cc,
        ${here(instance, sql`coalesce(a.recipients, '{}')::text[]`)} as recipients
      from activities a join users author on author.ap_id = a.actor
      where a.id in (${create})
    ) now`;
}

/** The addresses in a jsonb value: an array, one address, or null. */
const listed = (value: RawBuilder<unknown>): RawBuilder<unknown> => sql`array(
  select address from jsonb_array_elements_text(
    case jsonb_typeof(${value}) when 'array' then ${value} when 'string' then jsonb_build_array(${value}) else '[]' end
  ) with ordinality as listed (address, place) order by place)`;

/** The list without the address of the people of this instance. */
const here = (instance: Pick<Instance, 'baseUrl'>, list: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`array_remove(${list}, ${everybodyHere(instance)}::text)`;

/** The list without repetitions, in the order of the first occurrences. */
const distinct = (list: RawBuilder<unknown>): RawBuilder<unknown> => sql`array(
  select address from unnest(${list}) with ordinality as member (address, place)
  group by address order by min(place))`;
