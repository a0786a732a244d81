import { sql } from 'kysely';
import type { Em } from '../database/connection.ts';
import { undoable } from '../operations/index.ts';

/** A value, under the name by which it is offered. */
interface Suggested {
  readonly name: string;
  readonly value: string;
}

/** What fits into Discord's list of choices. */
const most = 25;

/** Discord takes a hundred UTF-16 units; a name with more emoji than this leaves room for is not offered. */
const longest = 80;

/** How many of the latest actions are looked through. */
const reach = 1_000;

/** People who did something lately, the last one first, for a part of their name or the beginning of their id. */
export async function suggestPeople(em: Em, typed: string): Promise<Suggested[]> {
  const part = typed.trim().toLowerCase();
  const { rows } = await sql<Suggested>`
    select left((array_agg(requester_name order by id desc))[1], ${longest}) as name, requester_id as value
    from (select id, requester_id, requester_name from steward.actions order by id desc limit ${reach}) latest
    group by requester_id
    having position(${part} in lower((array_agg(requester_name order by id desc))[1])) > 0
      or starts_with(lower(requester_id), ${part})
    order by max(id) desc limit ${most}`.execute(em.getKysely());
  return rows;
}

/**
 * Actions that can be undone, the last one first, for a part of what is shown of them: number, operation, target and who
 * asked.
 */
export async function suggestUndoable(em: Em, typed: string): Promise<Suggested[]> {
  const part = typed.trim().toLowerCase();
  const { rows } = await sql<Suggested>`
    select left(name, ${longest}) as name, value from (
      select id, id::text as value, concat_ws(' · ', id, operation, plan ->> 'target', requester_name) as name
      from (
        select * from steward.actions
        where state = 'done' and operation = any(${sql.val(undoable)}::text[]) order by id desc limit ${reach}
      ) latest
    ) undoable
    where position(${part} in lower(name)) > 0
    order by id desc limit ${most}`.execute(em.getKysely());
  return rows;
}
