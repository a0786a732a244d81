import { sql } from 'kysely';
import { suggestNicknames, suggestOwnTags, suggestPolicyTags } from '../akkoma/suggest.ts';
import type { Reading } from '../operations/index.ts';
import type { RawArgs } from './command.ts';
import type { Suggestion } from './options.ts';

/** Values for an option while it is being typed, with the other options as typed so far. */
export type Suggest = (
  reading: Reading,
  what: Suggestion,
  typed: string,
  others: RawArgs,
) => Promise<string[]>;

/** An answer that comes later than this is worth nothing: Discord shows none after three seconds. */
const milliseconds = 1_000;

/** Reads in a transaction that the server itself ends when the time is up. */
export const suggest: Suggest = ({ em, instance }, what, typed, others) =>
  em.transactional(async (em) => {
    await sql`select set_config('statement_timeout', ${String(milliseconds)}, true)`.execute(em.getKysely());
    switch (what) {
      case 'nickname':
        return suggestNicknames(em, typed);
      case 'tag':
        return suggestPolicyTags(typed);
      case 'ownTag':
        return suggestOwnTags(em, instance, String(others.nickname ?? ''), typed);
    }
  });
