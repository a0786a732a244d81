import { type RawBuilder, sql } from 'kysely';

/** The states of a report, by Akkoma's names. `closed` is what people dismissed. */
export type ReportState = 'open' | 'resolved' | 'closed';

/** The `object` of a Flag as an array: the address of the account, then the posts. */
export const objectOf = (alias: string): RawBuilder<unknown> => {
  const object = sql`${sql.ref(`${alias}.data`)} -> 'object'`;
  return sql`(case jsonb_typeof(${object}) when 'array' then ${object} else jsonb_build_array(${object}) end)`;
};

/** The address of the reported account of a Flag. */
export const reportedIn = (alias: string): RawBuilder<string> => sql`(${objectOf(alias)} ->> 0)`;

/**
 * The table expression `flags`: all reports, each with its state, who reported whom, and the number of posts. It is
 * read once, as a whole: without the fence, the planner looks for the newest reports along the index of all ids,
 * through all activities in between.
 */
export const flags: RawBuilder<unknown> = sql`
  flags as materialized (
    select flag.id, flag.actor, flag.inserted_at, flag.data ->> 'state' as state, flag.data ->> 'content' as content,
      ${reportedIn('flag')} as about, greatest(jsonb_array_length(${objectOf('flag')}) - 1, 0) as posts
    from activities flag where flag.data ->> 'type' = 'Flag'
  )`;

/** Whether a report still holds texts of posts, which Akkoma removes when it is resolved or dismissed. */
export const hasTexts = (alias: string): RawBuilder<boolean> => sql<boolean>`exists (
  select from jsonb_array_elements(${objectOf(alias)}) as of_report (element) where jsonb_typeof(element) = 'object')`;

/**
 * The data of a Flag in another state, as the server writes it (behaviour.md 25.3): where it is not open, of the posts
 * only their ids are left.
 */
export function dataInState(alias: string, state: ReportState): RawBuilder<unknown> {
  const data = sql.ref(`${alias}.data`);
  const changed = sql`jsonb_set(${data}, '{state}', to_jsonb(${state}::text))`;
  if (state === 'open') return changed;
  return sql`jsonb_set(${changed}, '{object}', (
    select coalesce(jsonb_agg(
      case when place = 1 or jsonb_typeof(element) <> 'object' then element else element -> 'id' end order by place), '[]')
    from jsonb_array_elements(${objectOf(alias)}) with ordinality as of_report (element, place)))`;
}
