import { expect } from 'vitest';
import { browserTests } from './browser.ts';
import { expectShown, type PersonsPage } from './page.ts';

const browserTest = browserTests();

browserTest(
  'someone outside reports an account on a click, its card grows with the next report, and Resolve decides it',
  async ({ visit }) => {
    const mo = await visit('mo');
    await mo.open('reports');
    await expectShown(mo.page.getByText('No messages yet.'));

    await outsideOf(mo).press('Let someone report');
    await expectShown(outsideOf(mo).told('gina reported frank. The card follows within 15 seconds.'));
    const card = mo.message('gina reported frank.');
    await expectShown(card.getByText('Go back to your knitting.'));
    await outsideOf(mo).press('Let someone report');
    await expectShown(mo.message('heidi, gina reported frank.'));
    await mo.button(mo.message('reported frank.'), 'Resolve').click();

    await expectShown(mo.message(/2 reports about frank, decided by/));
    await mo.open('moderation');
    expect(await outsideOf(mo).region.count()).toBe(0);
  },
);

browserTest('someone outside registers on a click, and Approve lets them in', async ({ visit }) => {
  const mo = await visit('mo', { width: 390, height: 844 });
  await mo.open('sign-ups');
  await outsideOf(mo).press('Let someone register');
  await expectShown(outsideOf(mo).told('rosa registered. The card follows within 15 seconds.'));
  const card = mo.message(/rosa registered/);
  await expectShown(card.getByText('I draw plants'));
  expect(await mo.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await mo.button(card, 'Approve').click();

  await expectShown(mo.message(/rosa was approved by/));
});

browserTest('a wave of spam brings many cards, and staff are told of it', async ({ visit }) => {
  const mo = await visit('mo');
  await mo.open('sign-ups');
  await outsideOf(mo).press('Let in a wave of spam');
  await expectShown(outsideOf(mo).told('60 accounts registered, and 12 accounts were reported.'));
  await expectShown(mo.message('accounts registered within an hour'));
  await mo.open('reports');
  await expect.poll(() => mo.page.getByRole('article').filter({ hasText: '@spam.example' }).count()).toBe(12);
});

function outsideOf({ page }: PersonsPage) {
  const region = page.getByRole('region', { name: 'People outside Discord' });
  return {
    region,
    press: (name: string) => region.getByRole('button', { name }).click(),
    told: (words: string) => region.getByText(words),
  };
}
