import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFailed, onTestFinished, test } from 'vitest';
import type { AkkomaRelease } from '../../sandbox/database/releases.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { borrowDatabase, ownersAddress } from '../support/database.ts';
import { weakTexts } from './contrast.ts';
import { type PersonsPage, personsPage } from './page.ts';

/** In milliseconds: two browsers, a bot and a database share the processors of a loaded machine. */
const patience = { action: 30_000, test: 180_000 };

/** The inner size of a browser's window, in CSS pixels. Large text makes it smaller, as a smaller window does. */
interface Window {
  readonly width: number;
  readonly height: number;
}

const usualWindow: Window = { width: 1280, height: 800 };

/** A sandbox, and browsers that show it. */
export interface Stage extends Sandbox {
  /** Opens the page as this person, in a browser context that shares nothing with those of others. */
  visit(as: string, window?: Window): Promise<PersonsPage>;
  /** Lets pages log errors with these words, which would otherwise fail the test. */
  tolerate(words: string): void;
}

type Play = (stage: Stage) => Promise<void>;

/**
 * A test with a real browser on a sandbox; skipped where there is no Chromium, which CI must have. It reuses the
 * sandbox of the previous test of the file, in the state that the test left, if that test passed and environment and
 * release are the same.
 */
export type BrowserTest = (
  name: string,
  play: Play,
  environment?: Readonly<Record<string, string>>,
  akkoma?: AkkomaRelease,
) => void;

/**
 * Gives the calling test file a browser, and tests that use it; call it at the top of the file. In addition to its own
 * checks, each test fails where a page requests anything from another origin, logs an error, breaks its own content
 * security policy, shows a control without an accessible name or two buttons with the same one, or, in one of its
 * themes, a text with too little contrast, also in the menus of messages and members.
 */
export function browserTests(): BrowserTest {
  const executablePath = inject('chromium');
  let browser: Browser | undefined;
  let last: { readonly key: string; readonly sandbox: Sandbox; close(): Promise<void> } | undefined;

  beforeAll(async () => {
    if (executablePath !== null) browser = await chromium.launch({ executablePath });
  });
  afterAll(async () => {
    await closeLast();
    await browser?.close();
  });

  const closeLast = async (): Promise<void> => {
    const closing = last;
    last = undefined;
    await closing?.close();
  };
  const sandboxFor = async (...how: Parameters<typeof startOn>): Promise<Sandbox> => {
    const key = JSON.stringify(how);
    if (last?.key !== key) {
      await closeLast();
      last = { key, ...(await startOn(...how)) };
    }
    // The state that a failed test leaves would fail the next test.
    onTestFailed(closeLast);
    return last.sandbox;
  };

  return (name, play, environment, akkoma) => {
    test.skipIf(executablePath === null)(name, { timeout: patience.test }, async () => {
      if (!browser) throw new Error('The browser is ready only once beforeAll has run');
      const opened = browser;
      const sandbox = await sandboxFor(environment, akkoma);
      const amiss: string[] = [];
      const tolerated: string[] = [];
      const visitors: PersonsPage[] = [];
      await play({
        ...sandbox,
        async visit(as, window = usualWindow) {
          const visitor = await visit(opened, window, sandbox.page.url, as, amiss);
          visitors.push(visitor);
          return visitor;
        },
        tolerate: (words) => void tolerated.push(words),
      }).catch((error) => tellMore(error, visitors));
      for (const { page } of visitors) {
        const snapshot = await page.locator('body').ariaSnapshot();
        amiss.push(...nameless(snapshot), ...namesakes(snapshot), ...(await weakTexts(page)));
        amiss.push(...(await weakTextsInMenus(page)));
      }
      expect(amiss.filter((each) => !tolerated.some((words) => each.includes(words)))).toEqual([]);
    });
  };
}

async function startOn(
  environment: Readonly<Record<string, string>> | undefined,
  akkoma: AkkomaRelease | undefined,
): Promise<{ readonly sandbox: Sandbox; close(): Promise<void> }> {
  await using started = new AsyncDisposableStack();
  const database = started.use(await borrowDatabase(akkoma));
  const sandbox = await startSandbox({
    database: ownersAddress(database.url),
    botsDatabase: database.url,
    environment: { LOG_LEVEL: 'error', ...environment },
  });
  started.defer(() => sandbox.stop());
  expect(await sandbox.bot.start()).toBe(true);
  const kept = started.move();
  return { sandbox, close: () => kept.disposeAsync() };
}

async function visit(
  browser: Browser,
  viewport: Window,
  url: string,
  as: string,
  amiss: string[],
): Promise<PersonsPage> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  onTestFinished(() => context.close());
  context.setDefaultTimeout(patience.action);
  watch(context, url, amiss);
  const page = await context.newPage();
  await page.goto(`${url}/?as=${as}`);
  return personsPage(page);
}

/** Opens the menus of a message and of a member, and returns what is hard to read in them. */
async function weakTextsInMenus(page: Page): Promise<string[]> {
  const weak: string[] = [];
  for (const owner of ['[id^="message-"]:not(.ephemeral)', '[data-member]']) {
    const [first] = await page.locator(owner).all();
    if (!first) continue;
    // Events instead of the mouse, since a form or the panel may be in front.
    await first.dispatchEvent('contextmenu', { clientX: 20, clientY: 200 });
    // The entry that has the focus is drawn like a pressed button.
    await page.locator('.apps :focus').blur();
    weak.push(...(await weakTexts(page, '.apps')));
    await page.locator('body').dispatchEvent('click');
  }
  return weak;
}

/** The controls in the snapshot that have no name for a screen reader. */
function nameless(snapshot: string): string[] {
  const controls = 'button|checkbox|combobox|dialog|link|listbox|option|radio|tab|textbox';
  return snapshot.match(new RegExp(`^ *- (${controls})\\b(?! ").*$`, 'gm')) ?? [];
}

/** The names that several buttons in the snapshot share. */
function namesakes(snapshot: string): string[] {
  const names = snapshot.match(/^ *- '?button "(?:[^"\\]|\\.)*"/gm)?.map((line) => line.trim()) ?? [];
  return names.filter((name, index) => names.indexOf(name) < index);
}

/** Throws the error again, with what the pages showed. */
async function tellMore(error: unknown, visitors: readonly PersonsPage[]): Promise<never> {
  const seen = await Promise.all(visitors.map(({ page }) => page.locator('body').ariaSnapshot()));
  throw new Error([error instanceof Error ? error.message : String(error), ...seen].join('\n\n'), {
    cause: error,
  });
}

/** Collects everything that must never happen on a page. */
function watch(context: BrowserContext, url: string, amiss: string[]): void {
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== url) amiss.push(`asked ${origin}`);
  });
  // The browser logs a violation of the policy as an error.
  context.on('console', (message) => {
    if (message.type() === 'error') amiss.push(message.text());
  });
  context.on('weberror', (error) => amiss.push(String(error.error())));
}
