import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgress } from '../../src/console/progress.ts';

const erase = '\r\u001b[K';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene({ isTTY = true, environment = { TERM: 'xterm' } } = {}) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 20 });
  return {
    progress: createProgress(stream, environment),
    written: () => String(stream.read() ?? ''),
  };
}

test('each line takes the place of the one before, fits the terminal, and is gone at the end', () => {
  const { progress, written } = scene();

  progress.show('Deactivated 200 of 600');
  progress.show('漢字漢字漢字漢字漢字漢字');
  progress.show('Done\u001b[2J');
  progress.clear();
  progress.clear();

  expect(written()).toBe(
    `${erase}Deactivated 200 of…${erase}漢字漢字漢字漢字漢…${erase}Done⟨U+001B⟩[2J${erase}`,
  );
});

test('work that shows nothing is announced after a second, unless it is over or a question is asked', () => {
  const { progress, written } = scene();

  progress.start();
  vi.advanceTimersByTime(999);
  expect(written()).toBe('');
  vi.advanceTimersByTime(1);
  expect(written()).toBe(`${erase}Working…`);
  progress.clear();
  expect(written()).toBe(erase);
  progress.start();
  progress.clear();
  vi.advanceTimersByTime(5_000);
  expect(written()).toBe('');
});

test('what was shown is not replaced by the announcement', () => {
  const { progress, written } = scene();

  progress.start();
  progress.show('Half');
  vi.advanceTimersByTime(5_000);

  expect(written()).toBe(`${erase}Half`);
});

test.for([{ isTTY: false }, { environment: { TERM: 'dumb' } }])(
  'where a line cannot be redrawn, nothing is shown: %j',
  (surroundings) => {
    const { progress, written } = scene(surroundings);

    progress.start();
    vi.advanceTimersByTime(5_000);
    progress.show('Half');
    progress.clear();

    expect(written()).toBe('');
  },
);
