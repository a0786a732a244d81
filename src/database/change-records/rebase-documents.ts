import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../connection/connection.ts';
import { undoSet } from './undo-set.ts';

/**
 * Makes the recorded documents of a jsonb column comparable with the present ones, which others have changed in other
 * keys: each becomes the present document with those keys that the actions changed, before and after. So the row equals
 * what the actions left if these keys do, and restoring it keeps all others. Call it before the rows are judged.
 */
export async function rebaseDocuments(
  em: Em,
  table: string,
  { id, document }: { readonly id: string; readonly document: string },
): Promise<void> {
  const recorded = (side: 'before' | 'after') => sql`(${sql.ref(`change.${side}`)} -> ${sql.lit(document)})`;
  const present = sql`${sql.ref(`there.${document}`)}`;
  await sql`
    update ${undoSet} change set before = jsonb_set(change.before, ${sql.val([document])}::text[], rebased.before),
      after = jsonb_set(change.after, ${sql.val([document])}::text[], rebased.after)
    from (
      select change.place, ${onto(present, recorded('before'))} as before, ${onto(present, recorded('after'))} as after
      from ${undoSet} change
      join ${sql.table(table)} there on there.id = change.id::${sql.raw(id)}
      cross join lateral (
        select coalesce(array_agg(name), '{}') as names
        from jsonb_object_keys(${recorded('before')} || ${recorded('after')}) as of_document (name)
        where ${recorded('before')} -> name is distinct from ${recorded('after')} -> name
      ) changed
      where change.table_name = ${table} and change.before ? ${document} and change.after ? ${document}
    ) rebased
    where rebased.place = change.place`.execute(em.getKysely());
}

/** The present document with the changed keys of a recorded one. A key that the recorded one does not have goes. */
const onto = (present: RawBuilder<unknown>, recorded: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  (${present} - changed.names) || coalesce((
    select jsonb_object_agg(name, value) from jsonb_each(${recorded}) as of_document (name, value)
    where name = any(changed.names)), '{}')`;
