/// <reference lib="dom" />

import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser.ts';
import { expectShown, type PersonsPage } from './page.ts';

const browserTest = browserTests();

const desktop = { name: 'a desktop', width: 1280, height: 800 };
const phone = { name: 'a phone', width: 390, height: 844 };
const windows = [desktop, phone, { name: 'a small laptop at 200 %', width: 640, height: 360 }];

for (const window of windows) {
  browserTest(
    `on ${window.name}, messages have more room than the tour, which can be hidden`,
    async ({ visit }) => {
      const ada = await visit('ada', window);
      const { page } = ada;
      const [tour, channel] = [page.getByRole('region', { name: 'Tour' }), page.getByRole('log')];
      const show = tour.getByRole('button', { name: 'Show the tour' });
      if (await show.isVisible()) await show.click();
      await ada.type('/instance deactivate_all spam.example reason:spam');
      const card = ada.message('Approval required');
      await card.waitFor();

      expect(await heightOf(channel)).toBeGreaterThan(await heightOf(tour));
      await expectWithoutSidewaysScrolling(ada);
      const cancel = ada.button(card, 'Cancel request');
      await cancel.focus();
      await expectInView(cancel, channel);
      await expectInView(ada.box, page.locator('body'));

      const before = await heightOf(channel);
      await tour.getByRole('button', { name: 'Hide the tour' }).click();
      expect(await heightOf(channel)).toBeGreaterThan(before);
      expect(await heightOf(tour)).toBeLessThan(50);
      await cancel.click();
      await ada.message('Cancelled').waitFor();
    },
  );
}

browserTest('on a phone, at most 15 % of the first page is above the messages', async ({ visit }) => {
  const { page } = await visit('ada', phone);
  await expectShown(page.getByText('nothing leaves this computer'));
  await expectShown(page.getByRole('radio', { name: 'Ada Admin' }));

  const channel = await page.getByRole('log').boundingBox();
  expect(channel?.y).toBeLessThanOrEqual(0.15 * phone.height);
});

browserTest('the page says what it is until the visitor closes that', async ({ visit }) => {
  const { page } = await visit('ada');
  const notice = page.getByText('nothing leaves this computer');
  await expectShown(notice);
  await page.getByRole('button', { name: 'Close this notice' }).click();
  await expect.poll(() => notice.count()).toBe(0);
  await page.reload();
  await page.getByRole('log').waitFor();
  expect(await notice.count()).toBe(0);
});

for (const window of [desktop, phone]) {
  browserTest(
    `on ${window.name}, the answer to a command is scrolled to, unless the reader has scrolled up`,
    async ({ visit }) => {
      const ada = await visit('ada', window);
      const { page } = ada;
      const channel = page.getByRole('log');
      const isAtEnd = () => channel.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight < 2);
      for (const name of ['lain', 'gina', 'heidi']) {
        await ada.type(`/user show ${name}`);
        await ada.message(`${name}: local`).getByText('Only you can see this').waitFor();
        await expect.poll(isAtEnd).toBe(true);
      }

      await channel.hover();
      await page.mouse.wheel(0, -300);
      await expectShown(page.getByRole('button', { name: 'Jump to the newest message' }));
      const reading = await channel.evaluate((it) => it.scrollTop);
      await ada.type('/user show bob');
      await ada.message('bob: local').getByText('Only you can see this').waitFor();
      expect(await channel.evaluate((it) => it.scrollTop)).toBe(reading);

      await page.getByRole('button', { name: 'Jump to the newest message' }).click();
      await expect.poll(isAtEnd).toBe(true);
    },
  );
}

browserTest(
  'on a small laptop at 200 %, the panel takes the place of the channel and gives it back',
  async ({ visit }) => {
    const { page } = await visit('ada', { width: 640, height: 360 });
    await page.getByRole('button', { name: 'Database and traffic' }).click();
    const panel = page.getByRole('region', { name: 'Database and traffic' });
    expect(await heightOf(panel)).toBeGreaterThan(200);
    expect(await page.getByRole('log').isVisible()).toBe(false);

    await page.keyboard.press('Tab');
    await panel.getByRole('button', { name: 'Close the panel' }).press('Escape');

    await page.getByRole('log').waitFor();
  },
);

browserTest(
  'the theme is the system’s until the person chooses the other, which the browser remembers',
  async ({ visit }) => {
    const { page } = await visit('ada');
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await ground();
    expect(light).not.toBe(dark);

    await page.getByRole('button', { name: 'Use the light theme' }).click();
    expect(await ground()).toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Use the dark theme' }).waitFor();
    expect(await ground()).toBe(light);

    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await ground()).toBe(light);
  },
);

async function heightOf(target: Locator): Promise<number> {
  return (await target.boundingBox())?.height ?? 0;
}

async function expectInView(target: Locator, frame: Locator): Promise<void> {
  const [inner, outer] = [await target.boundingBox(), await frame.boundingBox()];
  if (!inner || !outer) throw new Error('Nothing is drawn.');
  expect(inner.y).toBeGreaterThanOrEqual(outer.y);
  expect(inner.y + inner.height).toBeLessThanOrEqual(outer.y + outer.height);
}

async function expectWithoutSidewaysScrolling({ page }: PersonsPage): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
}
