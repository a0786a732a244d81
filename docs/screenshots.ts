import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Locator, type Page } from 'playwright-core';
import { startPostgres } from '../sandbox/database/postgres.ts';
import { addressFor, createRole, grantTo } from '../sandbox/database/role.ts';
import { prepareTemplate } from '../sandbox/database/template.ts';
import { akkomaWorld } from '../sandbox/database/world.ts';
import { startSandbox } from '../sandbox/start.ts';
import { prepareDatabase } from '../src/setup/prepare-database.ts';
import { findChromium } from '../test/browser/chromium.ts';
import { type PersonsPage, personsPage } from '../test/browser/page.ts';

// Takes the screenshots of the documentation again, from the current sandbox.

const folder = fileURLToPath(new URL('images/', import.meta.url));
/** `usual` fits whole cards. `small` is for the picture of the whole page, whose file would be too large otherwise. */
const [usual, small] = [
  { width: 1440, height: 900 },
  { width: 1210, height: 620 },
];
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('No Chromium is found. Install one, or set CHROMIUM_PATH.');

await mkdir(folder, { recursive: true });
const postgres = await startPostgres();
const role = await createRole(postgres.url);
const database = await prepareTemplate({
  maintenanceUrl: postgres.url,
  world: akkomaWorld,
  prepare: async (url) => {
    await prepareDatabase(url);
    await grantTo(role, url);
  },
});
const sandbox = await startSandbox({
  database: database.url,
  botsDatabase: addressFor(role, database.url),
  environment: { LOG_LEVEL: 'warn' },
});
const browser = await chromium.launch({ executablePath });
try {
  await sandbox.bot.start();
  const ada = await visit('ada');
  const ivan = await visit('ivan');
  await plan(ada);
  await approval(ada, ivan);
  await undoing(ada, ivan);
  await audit(ivan);
} finally {
  await browser.close();
  await sandbox.stop();
  await database.drop();
  await postgres.stop();
}

async function visit(as: string): Promise<PersonsPage> {
  const context = await browser.newContext({
    viewport: usual,
    deviceScaleFactor: 1,
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${sandbox.page.url}/?as=${as}`);
  return personsPage(page);
}

async function plan(ada: PersonsPage): Promise<void> {
  await ada.type('/user deactivate_all_from_instance spam.example dry_run:true reason:spam');
  const answer = ada.message('spam.example');
  await answer.getByText('Includes').waitFor();
  await shoot('plan', answer);
}

async function approval(ada: PersonsPage, ivan: PersonsPage): Promise<void> {
  await ivan.type('/user show lain');
  await ivan.message('lain: local, active.').waitFor();
  await ivan.type('/user deactivate Mallory_X reason:spam');
  await ivan.message('Deactivated Mallory_X.').waitFor();
  await ada.type('/user deactivate_all_from_instance spam.example reason:a flood of advertising');
  const card = ivan.message('Approval required');
  await card.waitFor();
  await shoot('approval-card', card);
  await ivan.button(card, 'Approve').click();
  await ivan.message('Deactivated 21 accounts').waitFor();
  await ivan.page.setViewportSize(small);
  await shoot('page', ivan.page);
  await ivan.page.setViewportSize(usual);
}

async function undoing(ada: PersonsPage, ivan: PersonsPage): Promise<void> {
  const done = ivan.message('Deactivated 21 accounts');
  await ivan.button(done, 'Undo').click();
  await ivan.button(ivan.message('Approval required'), 'Add reason').click();
  await ivan.answer({ Reason: 'they have cleaned up' });
  await ada.button(ada.message('Approval required'), 'Approve').click();
  const undone = ada.message('Undone by action');
  await undone.waitFor();
  await shoot('undo', undone);
}

async function audit(ivan: PersonsPage): Promise<void> {
  await ivan.open('audit');
  await ivan.message('undone').waitFor();
  await shoot('audit', ivan.page.locator('discord-messages'));
}

async function shoot(name: string, what: Locator | Page): Promise<void> {
  await what.screenshot({ path: `${folder}${name}.png`, animations: 'disabled', caret: 'hide' });
}
