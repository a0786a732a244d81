import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { recordMonth } from '../sandbox/database/month.ts';
import { startPostgres } from '../sandbox/database/postgres.ts';
import { addressFor, createRole, grantTo } from '../sandbox/database/role.ts';
import { prepareTemplate } from '../sandbox/database/template.ts';
import { akkomaWorld } from '../sandbox/database/world.ts';
import { fillQueues } from '../sandbox/first-queue.ts';
import { startSandbox } from '../sandbox/start.ts';
import { prepareDatabase } from '../src/setup/prepare-database.ts';
import { findChromium } from '../test/browser/chromium.ts';
import { type PersonsPage, personsPage } from '../test/browser/page.ts';

// Takes the screenshots of the documentation again, from the current sandbox: every kind of message on a desktop and on
// a phone, and the whole page.

const folder = fileURLToPath(new URL('images/', import.meta.url));
const widths = { desktop: { width: 1440, height: 2000 }, phone: { width: 390, height: 2000 } };
/** For the picture of the whole page, whose file would be too large otherwise. */
const small = { width: 1210, height: 720 };
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('No Chromium is found. Install one, or set CHROMIUM_PATH.');

/** A person with the same channel open on a desktop and on a phone. What they do, they do on the desktop. */
interface Member extends PersonsPage {
  /** Takes both pictures of the newest message that contains these words. */
  shoot(name: string, words: string | RegExp): Promise<void>;
  press(words: string | RegExp, button: string): Promise<void>;
  /** Opens another channel in both. */
  go(channel: Parameters<PersonsPage['open']>[0]): Promise<void>;
  see(words: string | RegExp): Promise<void>;
}

await mkdir(folder, { recursive: true });
const postgres = await startPostgres();
const role = await createRole(postgres.url);
const database = await prepareTemplate({
  maintenanceUrl: postgres.url,
  world: akkomaWorld,
  prepare: async (url) => {
    await prepareDatabase(url);
    await recordMonth(url);
    await fillQueues(url);
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
  const [ada, ivan, mo] = [await visit('ada'), await visit('ivan'), await visit('mo')];
  await shortAnswers(mo);
  await reading(mo);
  await approval(ada, ivan);
  await undoing(ada, ivan);
  await endings(ada, ivan);
  await confirming(mo);
  await secrets(ada);
  await removal(ada, ivan);
  await queues(await visit('noor'));
  await audit(ivan);
} finally {
  await browser.close();
  await sandbox.stop();
  await database.drop();
  await postgres.stop();
}

async function visit(as: string): Promise<Member> {
  const pages = new Map<string, Page>();
  for (const [name, viewport] of Object.entries(widths)) {
    const context = await browser.newContext({
      viewport,
      deviceScaleFactor: 1,
      locale: 'en-GB',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
      colorScheme: 'dark',
    });
    const page = await context.newPage();
    await page.goto(`${sandbox.page.url}/?as=${as}`);
    await page.getByRole('button', { name: 'Close this notice' }).click();
    // On a phone, the tour is hidden at first.
    if (name === 'desktop') await page.getByRole('button', { name: 'Hide the tour' }).click();
    pages.set(name, page);
  }
  const [desktop] = pages.values();
  if (desktop === undefined) throw new Error('No page was opened.');
  const person = personsPage(desktop);
  const see = (words: string | RegExp): Promise<void> => person.message(words).waitFor();
  return {
    ...person,
    see,
    async press(words, button) {
      await see(words);
      await person.button(person.message(words), button).click();
    },
    async go(channel) {
      for (const page of pages.values()) await personsPage(page).open(channel);
    },
    async shoot(name, words) {
      for (const [width, page] of pages) {
        const message = personsPage(page).message(words);
        await message.waitFor();
        await message.scrollIntoViewIfNeeded();
        await message.screenshot({
          path: `${folder}${name}-${width}.png`,
          animations: 'disabled',
          caret: 'hide',
        });
      }
    },
  };
}

/** Answers without details, for the caller alone, and the simplest act. */
async function shortAnswers(mo: Member): Promise<void> {
  await mo.type('/user deactivate lian');
  await mo.shoot('not-found', 'No account lian');
  await mo.type('/user deactivate erin');
  await mo.shoot('nothing-to-do', 'erin is already deactivated');
  await mo.type('/user deactivate lain for:soon');
  await mo.shoot('invalid', 'Invalid for');
  await mo.type('/user deactivate ada');
  await mo.shoot('refused', 'Only admins can do this');
  await mo.type('/user tag lain tags:quiet reason:at the owner’s request');
  await mo.shoot('done', 'Tagged lain');
  await mo.type('/user deactivate bob for:7d notify:deactivated dry_run:true');
  await mo.shoot('notify', 'Mail to the owner');
  await mo.type('/user deactivate Mallory_X for:7d reason:spam');
  await mo.shoot('for-a-time', 'Deactivated Mallory_X');
  await mo.press('Deactivated Mallory_X', 'Make permanent');
  await mo.shoot('made-permanent', 'permanent');
}

async function reading(mo: Member): Promise<void> {
  await mo.type('/user show lain');
  await mo.shoot('show', /lain: local, active/);
  await mo.type('/post show https://social.test/objects/575b396d-c28c-4ad3-9391-52c3eb7d7ced');
  await mo.shoot('post-show', 'Post by');
  await mo.type('/instance show');
  // The first Enter chose the command.
  await mo.page.keyboard.press('Enter');
  await mo.shoot('instance-show', 'Open reports');
  await mo.type('/user list active:true');
  await mo.shoot('list', /\d+ accounts/);
  await mo.type('/user search zzz');
  await mo.shoot('search-none', 'No matching accounts');
  await mo.type('/help command:user deactivate');
  await mo.shoot('help', 'Deactivate an account');
  await mo.type('/action policy');
  await mo.page.keyboard.press('Enter');
  await mo.shoot('policy', 'Steward is not locked');
}

async function approval(ada: Member, ivan: Member): Promise<void> {
  await ada.type('/instance deactivate_all spam.example dry_run:true reason:spam');
  await ada.shoot('dry-run', 'Dry run');
  await ada.type('/instance deactivate_all spam.example reason:a flood of advertising');
  await ivan.shoot('approval', 'Approval required');
  await ivan.shoot('mention', 'Approval needed');
  await ivan.press('Approval required', 'Show details');
  await ivan.shoot('details', 'Accounts now');
  await ivan.press('Approval required', 'Approve');
  await ivan.shoot('approved', 'Deactivated 21 accounts');
  await ada.shoot('mention-approved', 'Approved: ');
  await shootPage(ivan);
}

/** Takes the picture of the whole page, which shows the card of the approval and what came after it. */
async function shootPage({ page, press }: Member): Promise<void> {
  // The details stand after the card, and the card would be out of view at the end of the channel.
  await press('Accounts now', 'Dismiss message');
  await page.setViewportSize(small);
  // At the end, the page follows it again, and has no button over it that leads there.
  await page.locator('#scroll').evaluate((scroll) => scroll.scrollTo({ top: scroll.scrollHeight }));
  await page.getByRole('button', { name: 'Jump to the newest message' }).waitFor({ state: 'hidden' });
  await page.screenshot({ path: `${folder}page.png`, animations: 'disabled', caret: 'hide' });
  await page.setViewportSize(widths.desktop);
}

async function undoing(ada: Member, ivan: Member): Promise<void> {
  await ivan.press('Deactivated 21 accounts', 'Request undo');
  await ivan.shoot('add-reason', 'Reason required');
  await ivan.press('Reason required', 'Add reason');
  await ivan.answer({ Reason: 'they have cleaned up' });
  await ada.press('Approval required', 'Approve');
  await ada.shoot('undone', /Undone by .* with action/);
}

async function endings(ada: Member, ivan: Member): Promise<void> {
  await ada.type('/user rm lain reason:at the owner’s request');
  await ivan.shoot('approval-account', 'Approval required: delete lain permanently');
  await ivan.press('Approval required: delete lain permanently', 'Deny');
  await ivan.answer({ Reason: 'she has not confirmed it by mail' });
  await ada.shoot('denied', 'Denied by');
  await ada.type('/instance confirm_all reason:the mails did not arrive');
  await ada.press(/Approval required: confirm \d+ account/, 'Cancel request');
  await ada.shoot('cancelled', /Cancelled: confirm \d+ account/);
  await ada.type('/instance deactivate_all friendly.example reason:spam');
  await ivan.see(/Approval required: deactivate \d+ accounts? of friendly.example/);
  await ivan.type('/user deactivate friend1@friendly.example');
  await ivan.see('Deactivated friend1');
  await ivan.press(/Approval required: deactivate \d+ accounts? of friendly.example/, 'Approve');
  await ada.shoot('out-of-date', /Out of date.*would do has changed/s);
}

async function confirming(mo: Member): Promise<void> {
  await mo.type('/user confirm lain');
  await mo.shoot('confirmation', 'Unconfirm lain?');
  await mo.press('Unconfirm lain?', 'Cancel');
}

async function secrets(ada: Member): Promise<void> {
  await ada.type('/user reset_password lain');
  await ada.shoot('reset-link', 'Created a password reset link');
}

async function removal(ada: Member, ivan: Member): Promise<void> {
  await ada.type('/user rm bob reason:at the owner’s request');
  await ivan.press('Approval required: delete bob permanently', 'Approve');
  await ivan.shoot('approve-question', 'Approve: delete bob permanently?');
  await ivan.press('Approve: delete bob permanently?', 'Approve');
  await ivan.shoot('finishing', 'Deleted bob');
  await ivan.type('/action show 2');
  await ivan.shoot('action-show', 'Action 2');
  await ivan.type('/action list since:7d');
  await ivan.shoot('action-list', /\d+ actions/);
}

/** The cards of what waits for staff. */
async function queues(noor: Member): Promise<void> {
  await noor.go('reports');
  await noor.press(/[2-9] open reports/, 'Take');
  await noor.see('Took the open reports');
  await noor.see(/open reports.*Taken by/s);
  await noor.shoot('report-card', /open reports.*Taken by/s);
  await noor.go('sign-ups');
  await noor.shoot('sign-up-card', /Awaiting approval.*Approve/s);
}

async function audit(ivan: Member): Promise<void> {
  for (const [width, viewport] of Object.entries(widths)) {
    await ivan.page.setViewportSize({ ...viewport, height: 1000 });
    if (width === 'desktop') await ivan.open('audit');
    else await ivan.page.getByRole('button', { name: 'Close the panel' }).click();
    await ivan.message('was refused').waitFor();
    await ivan.page.screenshot({
      path: `${folder}audit-${width}.png`,
      animations: 'disabled',
      caret: 'hide',
    });
  }
}
