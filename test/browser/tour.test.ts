import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser.ts';
import { expectShown, type PersonsPage } from './page.ts';

const browserTest = browserTests();

browserTest(
  'the tour leads from a first look to an approval and its undo, and its browser remembers which steps are done and that it is hidden',
  async ({ visit }) => {
    const ada = await visit('ada');
    const tour = tourOf(ada);
    await tour.done(0);

    await tour.press('/user show lain');
    await ada.page.keyboard.press('Enter');
    await tour.done(1);
    await tour.press('Hide the tour');
    await ada.become('Ivan');
    await ada.page.reload();
    await tour.done(1);
    await tour.press('Show the tour');
    await expectShown(tour.region.getByRole('button', { name: 'Step 1: Show, done' }));
    await ada.become('Ada');
    await tour.press('/user deactivate Mallory_X reason:spam');
    await ada.page.keyboard.press('Enter');
    await tour.done(2);
    await tour.press('Open the menu of Ivan');
    await expectShown(ada.page.getByRole('menuitem', { name: 'Steward: staff' }));
    await ada.page.keyboard.press('Enter');
    await tour.done(3);

    await tour.press('Open #reports');
    await tour.press('Go to “Let someone report”');
    await ada.page.keyboard.press('Enter');
    await tour.press('Go to “Resolve”');
    await ada.page.keyboard.press('Enter');
    await tour.done(4);
    await tour.press('Open #sign-ups');
    await tour.press('Go to “Approve”');
    await ada.page.keyboard.press('Enter');
    await tour.done(5);

    await tour.press('Open #moderation');
    await tour.press('/instance deactivate_all spam.example');
    await ada.page.keyboard.press('Enter');
    await ada.answer({ Reason: 'a flood of spam' });
    await tour.done(6);
    await expectShown(tour.region.getByText('Ada requested it, so another admin must approve it.'));
    await tour.press('Switch to Ivan');
    await tour.press('Go to “Approve”');
    await ada.page.keyboard.press('Enter');
    await tour.done(7);

    await tour.press('Go to “Request undo”');
    await ada.page.keyboard.press('Enter');
    await tour.press('Go to “Add reason”');
    await ada.page.keyboard.press('Enter');
    await ada.answer({ Reason: 'they have cleaned up' });
    await tour.press('Switch to Ada');
    await tour.press('Go to “Approve”');
    await ada.page.keyboard.press('Enter');
    await tour.done(8);

    await tour.press('Open #audit');
    await expectShown(ada.message('approved and ran for'));
    await expectShown(tour.region.getByText('/audit verify reports that'));
  },
);

browserTest('the tour of one visitor does not go on by what another does', async ({ visit }) => {
  const [ada, mo] = [await visit('ada'), await visit('mo')];
  await mo.type('/user deactivate kim reason:spam');
  await mo.message('Deactivated kim').waitFor();
  await tourOf(mo).done(1);
  await ada.message('Deactivated kim').waitFor();

  await ada.type('/user show lain');
  await expectShown(tourOf(ada).region.getByRole('button', { name: 'Step 1: Show, done' }));
  expect(await tourOf(ada).region.textContent()).toContain('1 of 8 done');
});

function tourOf({ page }: PersonsPage) {
  const region: Locator = page.getByRole('region', { name: 'Tour' });
  return {
    region,
    press: (name: string) => region.getByRole('button', { name, exact: true }).click(),
    done: (steps: number) => region.getByText(`${steps} of 8 done`).waitFor(),
  };
}
