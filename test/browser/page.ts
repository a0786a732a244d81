import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ChannelName } from '../../sandbox/page/wire.ts';

/** A person's actions on the sandbox's page, named by what the page shows. */
export interface PersonsPage {
  readonly page: Page;
  /** The box for typing lines. */
  readonly box: Locator;
  /** The form (a modal) that is open for the person. */
  readonly form: Locator;
  /** Types a line, key by key, and presses Enter. */
  type(line: string): Promise<void>;
  /** Types the beginning of a line into the box, key by key, and leaves it there. */
  begin(text: string): Promise<void>;
  suggestion(words: string | RegExp): Locator;
  /** The newest message that contains these words. */
  message(words: string | RegExp): Locator;
  /** A button of a message, by its label. Its name for a screen reader also says of which message it is. */
  button(message: Locator, label: string): Locator;
  /** Fills in the form and submits it. */
  answer(values: Readonly<Record<string, string>>): Promise<void>;
  /** Moves the focus to the target by keyboard alone. */
  tabTo(target: Locator, key?: 'Tab' | 'Shift+Tab'): Promise<void>;
  become(displayName: string): Promise<void>;
  open(channel: ChannelName): Promise<void>;
}

/** Waits until the target is visible. */
export async function expectShown(target: Locator): Promise<void> {
  await expect.poll(() => target.isVisible()).toBe(true);
}

/** More focus stops than a page has. */
const MOST_STOPS = 100;

export function personsPage(page: Page): PersonsPage {
  const box = page.getByRole('combobox', { name: /#(moderation|audit|reports|sign-ups)$/ });
  const form = page.getByRole('dialog');
  const begin = async (text: string): Promise<void> => {
    await box.focus();
    await page.keyboard.type(text);
  };
  return {
    page,
    box,
    form,
    begin,
    async type(line) {
      await begin(line);
      await page.keyboard.press('Enter');
    },
    suggestion: (words) => page.getByRole('option').filter({ hasText: words }),
    message: (words) => page.getByRole('article').filter({ hasText: words }).last(),
    button: (message, label) => message.getByRole('button', { name: new RegExp(`^${label}, `) }),
    async answer(values) {
      for (const [label, value] of Object.entries(values)) {
        await form.getByLabel(label).fill(value);
      }
      await form.getByRole('button', { name: 'Submit' }).click();
    },
    async tabTo(target, key = 'Tab') {
      await target.waitFor();
      const isThere = () => target.evaluate((element) => element.matches(':focus'));
      for (let pressed = 0; !(await isThere()); pressed += 1) {
        if (pressed > MOST_STOPS) throw new Error(`The ${key} key does not lead there.`);
        await page.keyboard.press(key);
      }
    },
    async become(displayName) {
      await page.getByRole('radio', { name: new RegExp(`^${displayName}\\b`) }).check();
    },
    async open(channel) {
      await page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: channel }).click();
    },
  };
}
