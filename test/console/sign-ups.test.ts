import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';

test('a terminal lists who awaits approval, as rows and as JSON, and takes several names as words', async () => {
  const { url } = await pristineDatabase('3.21 moderation');
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };

  const rows = (await runConsole(['signup', 'list'], environment)).out.trim().split('\n');
  expect(rows.map((row) => row.split('\t')[0])).toEqual(['tess', 'sybil', 'quinn', 'penny', 'kim']);
  expect(rows[2]).toContain('unconfirmed\t4\tquinn@mail.example (4 more of mail.example)\tfriends told me');
  const { out } = await runConsole(['signup', 'list', '--json'], environment);
  expect(JSON.parse(out)[3]).toMatchObject({
    nickname: 'penny',
    confirmed: true,
    others_within_hour: 4,
    email_domain: 'mail.example',
    reason: 'I like cats & <b>dogs</b>',
  });
  const approved = await runConsole(['signup', 'approve', 'penny', '@sybil', 'lain'], environment);
  expect(approved.out).toContain('Approved penny, sybil.');
  expect(approved.out).toContain('lain is already approved, and is left out.');
});
