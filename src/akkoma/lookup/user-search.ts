import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../instance.ts';

/**
 * Whether a part of the account's nickname, host or name begins with each of the words. If the text contains a host,
 * whole words must match instead: as a beginning, the top-level domain of a country would match most of the index.
 */
export function matchesWords(alias: string, words: string): RawBuilder<boolean> {
  const whole = /[\p{L}\p{N}][.@][\p{L}\p{N}]/u.test(words);
  return sql`${searchable(alias)} @@ to_tsquery('simple', ${queryOf(words, whole ? '' : ':*')})`;
}

/**
 * Whether the account may match: true wherever `matchesWords` is, and much faster. Use it in addition where no index
 * can be used. It splits words at underscores, because full-text search may do so.
 */
export function mayMatchWords(alias: string, words: string): RawBuilder<boolean> {
  const names = sql`lower(concat_ws(' ', ${sql.ref(`${alias}.nickname`)}::text, ${sql.ref(`${alias}.name`)}))`;
  const parts = (words.match(/[\p{L}\p{N}]+/gu) ?? []).map(
    (part) => sql`strpos(${names}, lower(${part}::text)) > 0`,
  );
  return parts.length === 0 ? sql`true` : sql`${sql.join(parts, sql` and `)}`;
}

/**
 * As `matchesWords`, if Akkoma has an index for it. Null if there is none, because all accounts would have to be read.
 * From 3.20 on, the index has only the words of names (behaviour.md 21.9). There, if the text can be the beginning of a
 * host's name, the index on the accounts' addresses is searched too.
 */
export function matchesIndexedWords(
  { features: { wordIndex } }: Instance,
  alias: string,
  words: string,
): RawBuilder<boolean> | null {
  if (wordIndex === 'nickname and name') return matchesWords(alias, words);
  if (wordIndex === null) return null;
  const apId = sql.ref(`${alias}.ap_id`);
  const host = words.trim().replace(/^@/, '').toLowerCase();
  const isHost = /^[\p{L}\p{N}.-]+$/u.test(host);
  const begins = (scheme: string) =>
    sql`${apId} >= ${`${scheme}${host}`}::text and ${apId} < ${`${scheme}${host}${last}`}::text`;
  return sql`(
    to_tsvector('simple', ${sql.ref(`${alias}.name`)}) @@ to_tsquery('simple', ${queryOf(words, ':*')})
    or ${isHost}::boolean and not ${sql.ref(`${alias}.local`)}
      and (${begins('https://')} or ${begins('http://')}))`;
}

/** Sorts after everything that an address can hold, in byte order as well as in Unicode's. */
const last = '\uFFFF';

/**
 * Whether every word of a host's name is a word of the account's nickname or name. All accounts of that host meet this
 * condition, and few others do, so the index narrows a search down if it exists. Words that are not ASCII are left out,
 * because the database's locale decides how they are split.
 */
export function matchesHostWords({ features }: Instance, alias: string, host: string): RawBuilder<boolean> {
  if (features.wordIndex !== 'nickname and name') return sql`true`;
  const words = host.split(/[^\p{L}\p{N}]+/u).filter((word) => /^[a-z0-9]+$/i.test(word));
  if (words.length === 0) return sql`true`;
  return sql`${searchable(alias)} @@ to_tsquery('simple', ${words.map((word) => `'${word}'`).join(' & ')})`;
}

/**
 * The expression of Akkoma's full-text index `users_fts_index` (tables.md users). PostgreSQL uses the index only for
 * the identical expression.
 */
function searchable(alias: string): RawBuilder<unknown> {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`
    (setweight(to_tsvector('simple'::regconfig, regexp_replace(${column('nickname')}, '\\W'::citext, ' '::text, 'g'::text)), 'A'::"char")
      || setweight(to_tsvector('simple'::regconfig, regexp_replace((coalesce(${column('name')}, ''::character varying))::text, '\\W'::text, ' '::text, 'g'::text)), 'B'::"char"))`;
}

/** Builds a query that requires all words. Every word is quoted, so typed text cannot be an operator. */
function queryOf(words: string, end: '' | ':*'): string {
  return (words.match(/[\p{L}\p{N}_]+/gu) ?? []).map((word) => `'${word}'${end}`).join(' & ');
}
