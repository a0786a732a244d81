import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { writesOf } from '../../src/operations/index.ts';
import { deleteActivities } from '../../src/operations/instance/delete-activities.ts';
import { resetPassword } from '../../src/operations/instance/reset-password.ts';
import { activate, deactivate } from '../../src/operations/instance/set-activation.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { undo } from '../../src/operations/undo/undo.ts';
import { featuresAt, pristineDatabase } from '../support/database.ts';
import { waitingMails } from '../support/mails.ts';
import { performOn, pressOf, tester } from '../support/perform.ts';

/** Writes a file of mail presets for the calling test. */
async function presetsFile(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-presets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'presets.yaml');
  await writeFile(path, content);
  return path;
}

const rules = `
rules:
  subject: '{instance}: <your> account'
  text: |
    Hello {nickname},

    {account} broke the rules & was moderated.
    See {url}/about.
banned:
  commands: [deactivate]
  subject: Deactivated
  text: Your account is deactivated {duration}.
tagged:
  commands: [tag]
  subject: Restricted
  text: 'Restricted: {tags}'
`;

async function stage(content = rules) {
  const { url, client } = await pristineDatabase();
  const path = await presetsFile(content);
  const environment = { MAIL_PRESETS: path, AKKOMA_INSTANCE_NAME: 'Social' };
  return { url, client, path, ...performOn(url, environment) };
}

const request = <Args extends object>(args: Args) => ({
  args,
  reason: null,
  caller: tester,
  interactionId: null,
  secret: null,
});

const deactivated = { nickname: 'lain', keep_followers: false };

describe('notify', () => {
  test('sends the owner a mail from the preset, with its placeholders filled in and escaped', async () => {
    const { client, perform } = await stage();

    const { outcome } = await perform({
      operation: deactivate,
      ...request({ ...deactivated, notify: 'rules' }),
    });

    expect(outcome).toMatchObject({ nickname: 'lain', notified: 'rules' });
    expect(await waitingMails(client)).toEqual([
      {
        to: [{ tuple: ['Lain', 'lain@social.example'] }],
        subject: 'Social: <your> account',
        html: '<p>Hello lain,</p>\n<p>@lain@social.test broke the rules &amp; was moderated.<br>\nSee https://social.test/about.</p>\n',
      },
    ]);
  });

  test('is never done by default', async () => {
    const { client, perform } = await stage();

    const { outcome } = await perform({ operation: deactivate, ...request(deactivated) });

    expect(outcome).not.toHaveProperty('notified');
    expect(await waitingMails(client)).toEqual([]);
  });

  test.for([
    [
      'deactivate',
      deactivate,
      { ...deactivated, notify: 'banned' },
      'Your account is deactivated permanently.',
    ],
    [
      'deactivate for a time',
      deactivate,
      { ...deactivated, for: '7d', notify: 'banned' },
      'Your account is deactivated for 7 days.',
    ],
    ['tag', tag, { nickname: 'lain', tags: ['a', 'b'], notify: 'tagged' }, 'Restricted: a, b'],
    ['delete_activities', deleteActivities, { nickname: 'lain', notify: 'rules' }, 'Hello lain,'],
    ['reset_password', resetPassword, { nickname: 'lain', notify: 'rules' }, 'Hello lain,'],
    ['activate', activate, { nickname: 'erin', notify: 'rules' }, 'Hello erin,'],
  ] as const)('is for %s', async ([, operation, args, words]) => {
    const { client, perform } = await stage();

    await perform({ operation: operation as typeof deactivate, ...request(args as never) });

    const mails = await waitingMails(client);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.html).toContain(`<p>${words}`);
    expect(await leftOfMails(client)).toEqual([]);
  });

  /** What Steward's own tables hold of the mail. */
  const leftOfMails = async (client: Awaited<ReturnType<typeof stage>>['client']) => {
    const { rows } = await client.query(
      `select after from steward.changes where table_name = 'oban_jobs' and after::text like '%encoded_email%' order by id`,
    );
    return rows;
  };

  test('is part of the audit log', async () => {
    const { client, perform } = await stage();

    await perform({ operation: tag, ...request({ nickname: 'lain', tags: ['a'], notify: 'tagged' }) });

    const { rows } = await client.query(
      `select args ->> 'notify' as asked, detail ->> 'notified' as notified from steward.audit_log order by id`,
    );
    expect(rows).toEqual([{ asked: 'tagged', notified: 'tagged' }]);
  });

  test.for([
    [
      'a remote account',
      'friend1@friendly.example',
      /friend1@friendly\.example is a remote account, so its owner gets no mail\./,
    ],
    ['an account without an address', 'kim', /kim has no e-mail address\./],
  ] as const)('is refused for %s, and nothing is changed', async ([, nickname, words]) => {
    const { client, perform } = await stage();
    await client.query(`update users set email = null where nickname = 'kim'`);

    const tagging = perform({
      operation: tag,
      ...request({ nickname, tags: ['a'], notify: 'rules' }),
    });

    await expect(tagging).rejects.toThrow(words);
    expect(await waitingMails(client)).toEqual([]);
    expect((await client.query(`select from users where 'a' = any (tags)`)).rowCount).toBe(0);
  });

  test('with an unknown preset, or one of another command, names those that can be used', async () => {
    const { perform } = await stage();
    const tagWith = (notify: string) =>
      perform({ operation: tag, ...request({ nickname: 'lain', tags: ['a'], notify }) });

    await expect(tagWith('spam')).rejects.toThrow('Invalid notify: must be one of rules, tagged.');
    await expect(tagWith('banned')).rejects.toThrow('Invalid notify: must be one of rules, tagged.');
  });

  test('without any presets says who can add them', async () => {
    const { url } = await pristineDatabase();
    const { perform } = performOn(url);

    await expect(
      perform({ operation: deactivate, ...request({ ...deactivated, notify: 'rules' }) }),
    ).rejects.toThrow(
      /Invalid notify: no mail presets are set up for this command; an admin .* \(MAIL_PRESETS\)/,
    );
  });

  test('reads the file anew each time', async () => {
    const { perform, path, client } = await stage();
    await writeFile(path, 'later: { subject: Later, text: Later }');

    await perform({ operation: deactivate, ...request({ ...deactivated, notify: 'later' }) });

    expect(await waitingMails(client)).toMatchObject([{ subject: 'Later' }]);
  });

  test('makes an approved action out of date where the words of the mail have changed since', async () => {
    const { client, path, propose, confirm } = await stage();
    const { actionId } = await propose({
      operation: deleteActivities,
      ...request({ nickname: 'lain', notify: 'rules' }),
      reason: 'rules',
    });
    await writeFile(path, 'rules: { subject: Other, text: Words }');

    await expect(confirm(pressOf(actionId), null)).rejects.toMatchObject({ differences: ['mail'] });

    const { rows } = await client.query('select state from steward.actions');
    expect(rows).toEqual([{ state: 'stale' }]);
    expect(await waitingMails(client)).toEqual([]);
  });

  test('is undone as long as Akkoma has not sent the mail', async () => {
    const { client, perform } = await stage();
    const { actionId } = await perform({
      operation: tag,
      ...request({ nickname: 'lain', tags: ['a'], notify: 'tagged' }),
    });

    const { outcome } = await perform({ operation: undo, ...request({ action: actionId }) });

    expect(outcome).toMatchObject({ mails_sent: 0 });
    expect(await waitingMails(client)).toEqual([]);
  });

  test('needs Akkoma’s queue to be as Steward knows it, and only where somebody is notified', async () => {
    const { url, path } = await stage();
    const features = {
      ...featuresAt(url),
      unknownMigrations: [20_990_101_000_000],
      misfits: { oban_jobs: { insert: ['column mood is new'], update: [], delete: [] } },
    };
    const { perform } = performOn(url, { MAIL_PRESETS: path }, features);
    const tagWith = (args: object) =>
      perform({ operation: tag, ...request({ nickname: 'lain', tags: ['a'], ...args }) });

    await expect(tagWith({ notify: 'tagged' })).rejects.toThrow(/oban_jobs \(column mood is new\)/);
    await tagWith({});
    expect(writesOf(tag, catalogue.operations)).toHaveProperty('oban_jobs');
  });
});
