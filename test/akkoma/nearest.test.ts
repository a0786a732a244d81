import { describe, expect, test } from 'vitest';
import { noting } from '../../bench/statements.ts';
import type { AkkomaRelease } from '../../sandbox/database/releases.ts';
import { nearestNicknames } from '../../src/akkoma/lookup/nearest-nicknames.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';

describe.for(['3.19', '3.20'] as const)('in the tables of Akkoma %s', (akkoma: AkkomaRelease) => {
  test('of a mistyped nickname, those most like it are found, local and remote', async () => {
    const { url } = await pristineDatabase(akkoma);
    const { database, dependencies } = performOn(url);
    const near = (typed: string) => nearestNicknames(database.em.fork(), dependencies.instance, typed);

    expect(await near('lian')).toEqual(['lain']);
    expect(await near('@Heidy')).toEqual(['heidi']);
    expect(await near('mallory')).toEqual(['Mallory_X']);
    expect(await near('upper@spam.exmaple')).toEqual(['Upper@SPAM.example']);
    expect(await near('frend1@friendly.example')).toEqual(['friend1@friendly.example']);
    expect(await near('kin@social.test')).toEqual(['kim@social.test']);
    expect(await near('kim@socail.test')).toEqual(['kim@social.test']);
    expect(await near('nobody')).toEqual([]);
    expect(await near('@')).toEqual([]);
    expect(await near(`lain${'n'.repeat(250)}`)).toEqual([]);
  });

  test('among many accounts, each step is a walk along an index', async () => {
    const { url, client } = await ownDatabase(akkoma);
    await client.query(
      `insert into users (id, nickname, ap_id, bio, local, inserted_at, updated_at)
       select gen_random_uuid(), 'person' || n || case when n % 10 = 0 then '' else '@host' || n % 7 || '.example' end,
         'https://x.example/' || n, 'x', n % 10 = 0, now(), now()
       from generate_series(1, 20000) n`,
    );
    await client.query('analyze users');
    const { database, dependencies } = performOn(url);
    const em = database.em.fork();
    const plans: string[] = [];

    for (const typed of ['persn1230', 'preson1231@host6.example', 'p']) {
      const sent = await noting(() => nearestNicknames(em, dependencies.instance, typed));
      for (const { text, values } of sent.filter((each) => each.text.includes('from users'))) {
        const { rows } = await client.query(`explain ${text}`, values);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      }
    }

    expect(plans).toHaveLength(3);
    expect(plans.join('\n')).toMatch(/Index Cond/);
    expect(plans.join('\n')).not.toMatch(/Seq Scan/);
    expect(await nearestNicknames(em, dependencies.instance, 'preson1231@host6.example')).toEqual([
      'person1231@host6.example',
    ]);
  });
});
