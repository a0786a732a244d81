import { expect } from 'vitest';
import { browserTests } from './browser.ts';
import { expectShown } from './page.ts';

const browserTest = browserTests();

browserTest(
  'two people who approve in two windows at the same time see the action done once',
  async ({ visit, discord }) => {
    const [ivan, grace] = await Promise.all([visit('ivan'), visit('grace')]);
    await discord.as('ada').type('/instance deactivate_all spam.example reason:spam');
    const cards = [ivan, grace].map((each) => ({ each, card: each.message('Approval required') }));

    await Promise.all(cards.map(({ each, card }) => each.button(card, 'Approve').click()));

    for (const { message } of [ivan, grace]) {
      const done = message('Deactivated 21 accounts of spam.example.');
      await done.getByText('@Ivan approved').waitFor();
      await done.getByText('@Grace approved').waitFor();
    }
    expect(await ivan.message('Deactivated 21 accounts').count()).toBe(1);
  },
  { APPROVALS_DESTRUCTIVE: '2' },
);

browserTest(
  'a card that waits when the bot is killed is approved after its restart',
  async ({ visit, bot }) => {
    const ada = await visit('ada');
    await ada.type('/instance deactivate_all spam.example reason:spam');
    await ada.message('Approval required').waitFor();

    bot.restart('SIGKILL');
    await expect.poll(() => bot.state).toBe('running');
    await ada.become('Ivan');
    await ada.button(ada.message('Approval required'), 'Approve').click();

    await expectShown(ada.message('Deactivated 21 accounts of spam.example.'));
  },
);

browserTest(
  'who presses a button that somebody else was faster at is told so in Discord’s words, and sees an answer alone',
  async ({ visit, tolerate, discord }) => {
    // The browser logs this answer as an error; the page reports it in words.
    tolerate('the server responded with a status of 409');
    const [ivan, grace] = await Promise.all([visit('ivan'), visit('grace')]);
    await discord.as('ada').type('/instance deactivate_all friendly.example reason:spam');
    const card = ivan.message(/Approval required: deactivate \d+ accounts? of friendly/);
    await card.waitFor();
    // From now on, this window shows the card as it was.
    await ivan.page.route('**/api/messages?*', () => undefined);
    await grace
      .button(grace.message(/Approval required: deactivate \d+ accounts? of friendly/), 'Approve')
      .click();
    await grace.message(/Deactivated \d+ accounts? of friendly.example/).waitFor();

    await ivan.button(card, 'Approve').click();

    await expectShown(card.getByText('This interaction failed'));
    expect(await ivan.page.getByRole('alert').filter({ hasText: 'no button' }).count()).toBe(0);
    await grace.type('/user show lain');
    const answer = grace.message('lain: local');
    await expectShown(answer.getByText('Only you can see this'));
    await answer.getByRole('button', { name: /^Dismiss message, / }).click();
    await expect.poll(() => answer.count()).toBe(0);
  },
);

browserTest(
  'a bot that does not answer in time is reported in Discord’s words',
  async ({ visit, bot, tolerate }) => {
    // The browser logs this answer as an error; the page reports it in words.
    tolerate('the server responded with a status of 504');
    const ada = await visit('ada');
    await ada.type('/user deactivate lain reason:spam');
    const done = ada.message('Deactivated lain.');
    await done.waitFor();

    await bot.stop();
    await ada.type('/user show lain');
    await ada.page.getByText('The application did not respond').waitFor();
    await ada.button(done, 'Undo').click();

    await expectShown(done.getByText('This interaction failed'));
  },
);
