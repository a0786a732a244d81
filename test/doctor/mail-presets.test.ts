import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pristineDatabase } from '../support/database.ts';
import { consoleOn, findings } from './findings.ts';

/** The finding about a file with this content; about no file where there is none. */
async function found(content: string | null, settings: Readonly<Record<string, string>> = {}) {
  const { url } = await pristineDatabase();
  if (content === null) return (await findings(consoleOn(url)))['Mail presets'];
  const folder = await mkdtemp(join(tmpdir(), 'steward-presets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'presets.yaml');
  await writeFile(path, content);
  return (await findings({ ...consoleOn(url), MAIL_PRESETS: path, ...settings }))['Mail presets'];
}

const sender = { AKKOMA_NOTIFY_EMAIL: 'staff@social.test' };
const one = 'spam: { subject: S, text: T }';

test('mail presets are counted', async () => {
  expect(await found(one, sender)).toMatchObject({ status: 'ok', said: '1 preset.' });
});

test('no mail presets are no fault', async () => {
  expect(await found(null)).toMatchObject({
    status: 'ok',
    said: expect.stringContaining('MAIL_PRESETS is not set'),
  });
});

test('mails that would come from an address that nobody reads are warned about', async () => {
  expect(await found(one)).toMatchObject({
    status: 'warning',
    mend: expect.stringContaining('AKKOMA_NOTIFY_EMAIL'),
  });
});

test('a malformed file is a failure that names every fault', async () => {
  expect(await found('a: { subject: S }\nb: { subject: S, text: "{x}" }', sender)).toMatchObject({
    status: 'failed',
    said: expect.stringContaining('a.text: must be a text; b: the command activate has no placeholder {x}'),
  });
});
