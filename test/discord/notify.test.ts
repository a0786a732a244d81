import { expect, test } from 'vitest';
import { pristineDatabase } from '../support/database.ts';
import { waitingMails } from '../support/mails.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';

shareSteward();

async function stage() {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url, {
    environment: { MAIL_PRESETS: 'packaging/mail-presets.yaml', AKKOMA_INSTANCE_NAME: 'Social' },
  });
  return { client, mo: discord.as('mo'), ada: discord.as('ada') };
}

test('a dry run shows the mail and sends none', async () => {
  const { mo, client } = await stage();

  const shown = await (
    await mo.type('/user deactivate lain for:7d notify:deactivated dry_run:true')
  ).message();

  expect(sentenceOf(shown)).toContain('Nothing was changed.');
  const mail = fieldsOf(shown)['Mail to the owner'];
  expect(mail).toContain('Subject: Your account on Social was deactivated\n\nHello lain,');
  expect(mail).toContain('have deactivated your account @lain@social.test for 7 days');
  expect(await waitingMails(client)).toEqual([]);
});

test('what was done says that the owner was notified', async () => {
  const { mo, client } = await stage();

  const done = await (await mo.type('/user deactivate lain notify:deactivated')).message();

  expect(fieldsOf(done).Notified).toBe('the owner, with the mail preset deactivated');
  expect(await waitingMails(client)).toHaveLength(1);
});

test('approvers see the mail on the card', async () => {
  const { ada, client } = await stage();

  const typed = await ada.type('/user delete_activities lain notify:posts_deleted reason:spam');
  await typed.message();
  await expect.poll(() => ada.messages().some(({ embeds }) => embeds.length > 0)).toBe(true);

  const card = ada.messages().find(({ embeds }) => fieldsOf({ embeds })['Mail to the owner'] !== undefined);
  expect(fieldsOf(card ?? { embeds: [] })['Mail to the owner']).toContain(
    'Your posts on Social were deleted',
  );
  expect(await waitingMails(client)).toEqual([]);
});

test('only the presets of the command are suggested, with their subjects', async () => {
  const { mo } = await stage();

  const found = await suggested(mo, 'user tag', { nickname: 'lain', tags: 'a', notify: 'r' }, 'notify');

  expect(found).toEqual([{ name: 'restricted: Your account on Social was restricted', value: 'restricted' }]);
});
