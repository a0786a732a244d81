import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';

/** The last action of Steward's that changed a row of Akkoma's. */
export interface DecidedBy {
  readonly action: number;
  /** The id and the name of the requester. */
  readonly by: string;
  readonly name: string;
}

/**
 * Finds the actions that changed rows of Akkoma's last, by the FlakeIds of the rows. A row that none of these operations
 * has changed is left out: its state was changed elsewhere.
 *
 * @param since when the first of these actions can have been requested.
 */
export async function decidedBy(
  em: Em,
  rows: { readonly table: 'activities' | 'users'; readonly ids: readonly string[] },
  { operations, since }: { readonly operations: readonly string[]; readonly since: Date },
): Promise<Map<string, DecidedBy>> {
  const { rows: found } = await sql<DecidedBy & { id: string }>`
    select distinct on (change.key ->> 'id') steward.flake_text((change.key ->> 'id')::uuid) as id,
      action.id::float8 as action, action.requester_id as by, action.requester_name as name
    from steward.actions action join steward.changes change on change.action_id = action.id
    where action.operation = any(${sql.val(operations)}::text[]) and action.proposed_at >= ${since}::timestamptz
      and change.table_name = ${rows.table} and change.key ->> 'id' = any(${sql.val(rows.ids.map(uuidFromFlakeId))}::text[])
    order by change.key ->> 'id', change.id desc`.execute(em.getKysely());
  return new Map(found.map(({ id, ...decided }) => [id, decided]));
}
