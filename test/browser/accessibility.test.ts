/// <reference lib="dom" />

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser.ts';
import { expectShown } from './page.ts';

const browserTest = browserTests();

browserTest(
  'a screen reader tells the buttons of two cards apart, and hears new messages',
  async ({ visit }) => {
    const ada = await visit('ada');
    await ada.type('/user rm bob reason:spam');
    await ada.message('Action 1').waitFor();
    await ada.type('/user rm lain reason:spam');
    await ada.message('Action 2').waitFor();

    const nodes = await accessibilityTree(ada.page);

    const approvals = nodes.flatMap(({ role, name }) =>
      role === 'button' && name.startsWith('Approve, ') ? name : [],
    );
    expect(approvals).toEqual([
      expect.stringMatching(/^Approve, Action 1, [\d:]+$/),
      expect.stringMatching(/^Approve, Action 2, [\d:]+$/),
    ]);
    expect(nodes).toContainEqual(
      expect.objectContaining({ role: 'log', name: 'Messages in #moderation', live: 'polite', busy: false }),
    );
    expect(nodes).toContainEqual(
      expect.objectContaining({ role: 'article', name: expect.stringMatching(/^Steward, Action 2, /) }),
    );
  },
);

browserTest(
  'with the keyboard alone, the focus is visible at every stop, in both themes',
  async ({ visit }) => {
    const ada = await visit('ada');
    await ada.type('/user rm bob reason:spam');
    await ada.message('Approval required').waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await ada.page.emulateMedia({ colorScheme });
      await ada.page.locator('body').click({ position: { x: 5, y: 700 } });
      const stops = await stopsOf(ada.page);
      expect(stops.length).toBeGreaterThan(15);
      expect(stops.filter(({ visible }) => !visible)).toEqual([]);
    }
  },
);

browserTest('Escape closes suggestions, a form and the panel, and the focus goes back', async ({ visit }) => {
  const ada = await visit('ada');
  const { page } = ada;
  await ada.begin('/invite rev');
  await ada.suggestion('/invite revoke').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => ada.suggestion('/invite revoke').count()).toBe(0);

  await page.keyboard.press('Control+A');
  await page.keyboard.press('Backspace');
  await ada.type('/user rm lain');
  await ada.form.waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => ada.form.count()).toBe(0);
  expect(await focused(page)).toMatch(/^INPUT/);

  const panel = page.getByRole('region', { name: 'Database and traffic' });
  await expectShown(panel);
  await panel.getByRole('button', { name: 'Close the panel' }).focus();
  await page.keyboard.press('Escape');
  await expect.poll(() => panel.count()).toBe(0);
  expect(await focused(page)).toBe('BUTTON Database and traffic');
});

interface AccessibleNode {
  readonly role: string;
  readonly name: string;
  readonly live: unknown;
  readonly busy: unknown;
}

/** Returns the page as the browser gives it to a screen reader. */
async function accessibilityTree(page: Page): Promise<AccessibleNode[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, properties = [] }) => {
      const property = (wanted: string): unknown =>
        properties.find((each) => each.name === wanted)?.value.value;
      return {
        role: String(role?.value),
        name: String(name?.value ?? ''),
        live: property('live'),
        busy: property('busy') ?? false,
      };
    });
}

interface Stop {
  readonly name: string;
  readonly visible: boolean;
}

/** Presses Tab until the focus leaves the page, and returns each element that had it. */
async function stopsOf(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(stopHere);
    if (!stop || stops.length > 100) return stops;
    stops.push(stop);
  }
}

/** Runs in the browser. A field may show its focus around the box that it is in. */
function stopHere(): { name: string; visible: boolean } | undefined {
  const { activeElement } = document;
  if (!activeElement || activeElement === document.body) return undefined;
  const around = [activeElement, activeElement.closest('.box, .person')].filter((each) => each !== null);
  return {
    name: `${activeElement.tagName} ${activeElement.getAttribute('aria-label') ?? activeElement.textContent}`.trim(),
    visible: around.some((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
    }),
  };
}

function focused(page: Page): Promise<string> {
  return page.evaluate(
    () => `${document.activeElement?.tagName} ${document.activeElement?.textContent?.trim()}`,
  );
}
