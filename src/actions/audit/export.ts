import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';

/** The number of entries that one statement reads. */
const batch = 1_000;

/**
 * Yields the entries of the audit log in order, each as a line of JSON with its line break: all columns, hashes in hex,
 * the time in UTC with microseconds. Reads the next batch only when the consumer asks for it.
 *
 * @param since the earliest time, inclusive; `until`: the latest time, exclusive.
 */
export async function* exportAuditLog(
  em: Em,
  { since, until }: { readonly since?: Date | undefined; readonly until?: Date | undefined },
): AsyncGenerator<string> {
  const inTime: RawBuilder<unknown>[] = [sql`true`];
  if (since !== undefined) inTime.push(sql`entry.at >= ${since}`);
  if (until !== undefined) inTime.push(sql`entry.at < ${until}`);
  for (let after: string | null = null; ; ) {
    const place: RawBuilder<unknown> = after === null ? sql`true` : sql`entry.id > ${after}::bigint`;
    const { rows } = await sql<{ id: string; line: string }>`
      select entry.id::text, json_build_object(
        'id', entry.id, 'at', to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'event', entry.event, 'action_id', entry.action_id, 'interaction_id', entry.interaction_id,
        'actor_id', entry.actor_id, 'actor_name', entry.actor_name, 'source', entry.source,
        'command', entry.command, 'args', entry.args, 'reason', entry.reason, 'detail', entry.detail,
        'action_hash', encode(entry.action_hash, 'hex'), 'previous_hash', encode(entry.previous_hash, 'hex'), 'hash', encode(entry.hash, 'hex'))::text as line
      from steward.audit_log entry where ${place} and ${sql.join(inTime, sql` and `)}
      order by entry.id limit ${batch}`.execute(em.getKysely());
    for (const { line } of rows) yield `${visible(line)}\n`;
    if (rows.length < batch) return;
    after = rows.at(-1)?.id ?? null;
  }
}

/** Escapes the characters that are invisible or change the direction of the text; the JSON stays equivalent. */
const visible = (json: string): string =>
  json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
      return `\\u${unit}`;
    }).join(''),
  );
