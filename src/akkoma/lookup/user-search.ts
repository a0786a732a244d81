import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../instance.ts';

/**
 * Whether each of the words begins a part of the account's nickname, host or name. Where a host is among them they are
 * taken as whole words: beginnings of what ends every host of a country would be most of the index.
 */
export function matchesWords(alias: string, words: string): RawBuilder<boolean> {
  const whole = /[\p{L}\p{N}][.@][\p{L}\p{N}]/u.test(words);
  return sql`${searchable(alias)} @@ to_tsquery('simple', ${queryOf(words, whole ? '' : ':*')})`;
}

/**
 * What must be so wherever `matchesWords` is, and is found out in a fraction of the time: to be asked as well where no index
 * serves. An underscore may end a word there.
 */
export function mayMatchWords(alias: string, words: string): RawBuilder<boolean> {
  const names = sql`lower(concat_ws(' ', ${sql.ref(`${alias}.nickname`)}::text, ${sql.ref(`${alias}.name`)}))`;
  const parts = (words.match(/[\p{L}\p{N}]+/gu) ?? []).map(
    (part) => sql`strpos(${names}, lower(${part}::text)) > 0`,
  );
  return parts.length === 0 ? sql`true` : sql`${sql.join(parts, sql` and `)}`;
}

/**
 * As `matchesWords`, where Akkoma has an index that serves; null where there is none, for all accounts would have to be read. From
 * 3.20 on there is one of the words of names alone (behaviour.md 21.9): there, what can begin the name of a host is
 * looked for along the index on the accounts' addresses as well.
 */
export function matchesIndexedWords(
  { features: { wordIndex } }: Instance,
  alias: string,
  words: string,
): RawBuilder<boolean> | null {
  if (wordIndex === 'nickname and name') return matchesWords(alias, words);
  if (wordIndex === null) return null;
  const apId = sql.ref(`${alias}.ap_id`);
  const host = `https://${words.trim().replace(/^@/, '').toLowerCase()}`;
  const isHost = /^https:\/\/[\p{L}\p{N}.-]+$/u.test(host);
  return sql`(
    to_tsvector('simple', ${sql.ref(`${alias}.name`)}) @@ to_tsquery('simple', ${queryOf(words, ':*')})
    or ${isHost}::boolean and not ${sql.ref(`${alias}.local`)}
      and ${apId} >= ${host}::text and ${apId} < ${`${host}${last}`}::text)`;
}

/** Comes after everything that an address can hold, in byte order as well as in Unicode's. */
const last = '\uFFFF';

/**
 * Whether every word of a host's name is a word of the account's nickname or name: what every account of that host meets
 * and few others do, so the index narrows a search down where there is one. Words that are not ASCII are left out: how those are taken apart
 * depends on the database's locale.
 */
export function matchesHostWords({ features }: Instance, alias: string, host: string): RawBuilder<boolean> {
  if (features.wordIndex !== 'nickname and name') return sql`true`;
  const words = host.split(/[^\p{L}\p{N}]+/u).filter((word) => /^[a-z0-9]+$/i.test(word));
  if (words.length === 0) return sql`true`;
  return sql`${searchable(alias)} @@ to_tsquery('simple', ${words.map((word) => `'${word}'`).join(' & ')})`;
}

/** The expression of Akkoma's own full-text index `users_fts_index` (tables.md users), to the letter, so that it is used. */
function searchable(alias: string): RawBuilder<unknown> {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`
    (setweight(to_tsvector('simple'::regconfig, regexp_replace(${column('nickname')}, '\\W'::citext, ' '::text, 'g'::text)), 'A'::"char")
      || setweight(to_tsvector('simple'::regconfig, regexp_replace((coalesce(${column('name')}, ''::character varying))::text, '\\W'::text, ' '::text, 'g'::text)), 'B'::"char"))`;
}

/** Every word quoted, all of them required; nothing typed can be an operator. */
function queryOf(words: string, end: '' | ':*'): string {
  return (words.match(/[\p{L}\p{N}_]+/gu) ?? []).map((word) => `'${word}'${end}`).join(' & ');
}
