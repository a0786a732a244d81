import { Client } from 'pg';
import { newSigningKeys } from '../../src/akkoma/accounts/signing-keys.ts';
import { releaseOf } from '../database/releases.ts';
import { isTaken, usableOf } from './account-rows.ts';
import { reports, type ScriptedReport, signUps, wave } from './outside-script.ts';
import { type Post, writePost } from './post.ts';
import { openRecords, type Records } from './records.ts';
import { registerAccount } from './register.ts';
import { fileReport } from './report.ts';

/** People outside Discord, who use the instance and need its staff. Each does what the next line of a script says. */
export interface Outsiders {
  /**
   * Lets somebody report an account, which has written a post before.
   *
   * @param at the time of the report, by default the present one.
   * @returns what happened, as a sentence.
   * @throws Error when no reporter can use their account any more.
   */
  report(at?: Date): Promise<string>;
  /** Lets somebody register, who then awaits approval. The parameter and the result are those of `report`. */
  register(at?: Date): Promise<string>;
  /** Lets many register at the same time, and many report accounts of an instance of spammers. */
  spam(): Promise<string>;
}

/** How long before a report its post was written, in milliseconds. */
const POST_BEFORE = 20 * 60_000;

/**
 * Lets people write into the database at this URL what Akkoma's server writes for them. One acts after the other, each in
 * a transaction and on a connection of its own.
 */
export function createOutsiders(url: string): Outsiders {
  const names = new Set<string>();
  let latest: Promise<unknown> = Promise.resolve();

  function act<Result>(work: (records: Records) => Promise<Result>): Promise<Result> {
    const done = latest.then(() => inTransaction(url, work));
    latest = done.catch(() => undefined);
    return done;
  }

  return {
    report: (at = new Date()) =>
      act(async (records) => {
        const line = await nextReport(records);
        await make(records, line, at);
        return `${line.by} reported ${line.about}.`;
      }),
    register: (at = new Date()) =>
      act(async (records) => {
        const line = await nextSignUp(records, names);
        await registerAccount(records, line, { at });
        return `${line.nickname} registered.`;
      }),
    spam: () =>
      act(async (records) => {
        const at = new Date();
        const from = await latestOfWave(records);
        // Making a pair takes a noticeable fraction of a second.
        const keys = await newSigningKeys();
        for (let place = 1; place <= wave.signUps; place += 1) {
          const nickname = `wave${from + place}`;
          const reason = wave.reasons[place % wave.reasons.length] ?? null;
          const email = `${nickname}@${wave.domain}`;
          await registerAccount(records, { nickname, email, reason }, { at, keys });
        }
        const by = await usableOf(records, wave.by);
        const spammers = await usableOf(records, wave.about);
        for (let place = 0; place < wave.reports && by.length > 0; place += 1) {
          const about = wave.about[place % wave.about.length] ?? '';
          const isFirst = place < wave.about.length;
          const post = !spammers.includes(about) ? undefined : isFirst ? wave.post : 'latest';
          const comment = wave.comments[place % wave.comments.length] ?? '';
          const reporter = by[place % by.length] ?? '';
          await make(records, { by: reporter, about, comment, ...(post && { post }) }, at);
        }
        return `${wave.signUps} accounts registered, and ${wave.about.length} accounts were reported.`;
      }),
  };
}

async function inTransaction<Result>(
  url: string,
  work: (records: Records) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url, application_name: 'akkoma' });
  await client.connect();
  try {
    await client.query('begin');
    const records = openRecords(client, {
      akkoma: await releaseOf(client),
      baseUrl: 'https://social.test',
      federating: true,
      cleanupAttachments: false,
      externalSearch: false,
    });
    const result = await work(records);
    await client.query('commit');
    return result;
  } finally {
    // Rolls back what was not committed.
    await client.end();
  }
}

/** Returns the next report of the script that can be made. As many were made as there are in the database. */
async function nextReport(records: Records): Promise<ScriptedReport> {
  const made = await records.one(
    `select count(*)::integer as count from activities where data ->> 'type' = 'Flag'`,
    [],
  );
  for (let place = 0; place < reports.length; place += 1) {
    const line = reports[(Number(made?.count) + place) % reports.length];
    const people = line === undefined ? [] : [line.by, line.about];
    if (line !== undefined && (await usableOf(records, people)).length === people.length) return line;
  }
  throw new Error('Nobody is left who could report anybody: the accounts are deactivated.');
}

async function make(records: Records, line: ScriptedReport, at: Date): Promise<void> {
  const { by, about, comment, post } = line;
  const named = post === undefined ? undefined : await postFor(records, about, post, at);
  await fileReport(records, { by, about, comment, posts: named === undefined ? [] : [named] }, at);
}

async function postFor(
  records: Records,
  about: string,
  post: Post | 'latest',
  at: Date,
): Promise<string | undefined> {
  if (post !== 'latest') return writePost(records, about, post, new Date(at.getTime() - POST_BEFORE));
  const found = await records.one(
    `select a.data ->> 'id' as id from activities a join users u on u.ap_id = a.actor
     where lower(u.nickname) = lower($1) and a.data ->> 'type' = 'Create' order by a.id desc limit 1`,
    [about],
  );
  return found?.id;
}

/** @param names those that have registered here, also those whose account is gone. */
async function nextSignUp(records: Records, names: Set<string>) {
  for (let round = 1; ; round += 1) {
    for (const { nickname: first, domain, reason } of signUps) {
      const nickname = round === 1 ? first : `${first}${round}`;
      if (names.has(nickname) || (await isTaken(records, nickname))) continue;
      names.add(nickname);
      return { nickname, email: `${nickname}@${domain}`, reason };
    }
  }
}

/** Returns the number of the latest account of a wave; 0 for none. */
async function latestOfWave({ one }: Records): Promise<number> {
  const found = await one(
    `select coalesce(max(substring(nickname from '^wave(\\d+)$')::integer), 0) as number from users`,
    [],
  );
  return Number(found?.number);
}
