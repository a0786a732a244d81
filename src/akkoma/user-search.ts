import { type RawBuilder, sql } from 'kysely';

/**
 * Whether each of the words begins a part of the account's nickname, host or name. The expression is that of Akkoma's
 * own full-text index (`users_fts_index` in tables.md), to the letter, so that the index is used.
 */
export function matchesWords(alias: string, words: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`
    (setweight(to_tsvector('simple'::regconfig, regexp_replace(${column('nickname')}, '\\W'::citext, ' '::text, 'g'::text)), 'A'::"char")
      || setweight(to_tsvector('simple'::regconfig, regexp_replace((coalesce(${column('name')}, ''::character varying))::text, '\\W'::text, ' '::text, 'g'::text)), 'B'::"char"))
    @@ to_tsquery('simple', ${prefixQuery(words)})`;
}

/** Every word quoted and followed by anything, all of them required; nothing typed can be an operator. */
function prefixQuery(words: string): string {
  return (words.match(/[\p{L}\p{N}_]+/gu) ?? []).map((word) => `'${word}':*`).join(' & ');
}
