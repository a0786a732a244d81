import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log/log.ts';

/** Returns the logged error, as it is printed. */
function printed(err: unknown): string {
  const lines: string[] = [];
  const log = createLog(
    'error',
    new Writable({ write: (line, _, done) => done(void lines.push(String(line))) }),
  );
  log.error({ err }, 'failed');
  return lines.join('');
}

test('the log of an error says where it came from, and has no line of its message', () => {
  const line = printed(new Error('insert …\n    at noon he wrote: secret'));

  expect(JSON.parse(line).err.at[0]).toMatch(/errors\.test\.ts:\d+:\d+/);
  expect(line).not.toContain('secret');
});

test('the log of a copied error, as the queue reports them, says as much', () => {
  const error = Object.assign(new Error('for secret'), { code: '57P01' });

  const line = printed({ ...error, message: error.message, stack: error.stack, queue: 'card' });

  expect(JSON.parse(line).err).toEqual({
    type: 'Error',
    code: '57P01',
    at: expect.arrayContaining([expect.stringMatching(/errors\.test\.ts:\d+:\d+/)]),
  });
  expect(line).not.toContain('secret');
});
