import { expect, test } from 'vitest';
import { consoleScene } from '../support/console-scene.ts';

async function scene() {
  const { client, run } = await consoleScene();
  return {
    run,
    reasons: async () =>
      (await client.query('select reason from steward.actions order by id')).rows.map(({ reason }) => reason),
  };
}

const member = '1091882674160291871';

test.for([
  ['action', 'lock', '--reason', 'a drill', '-y'],
  ['action', 'lock', 'a drill', '-y'],
  ['staff', 'pause', member, '--for', '1h', '--reason=a drill'],
  ['staff', 'pause', member, 'a drill', '--for', '1h'],
  ['user', 'deactivate', 'lain', '--reason', 'a drill'],
])('a reason is given by --reason, and where it is required also as the last argument: %j', async (words) => {
  const { run, reasons } = await scene();

  expect(await run(...words)).toMatchObject({ exit: 0 });
  expect(await reasons()).toEqual(['a drill']);
});

test('a reason that is given twice, or missing, is wrong usage', async () => {
  const { run, reasons } = await scene();

  const missing = await run('action', 'lock');
  const twice = await run('action', 'lock', 'a drill', '--reason', 'another');
  const empty = await run('action', 'lock', '--reason', '');

  expect(missing).toMatchObject({
    exit: 2,
    err: expect.stringMatching(
      /^Missing option "--reason"\.\n\nUsage: steward action lock --reason TEXT \[OPTIONS\]\n/,
    ),
  });
  expect(twice).toMatchObject({ exit: 2, err: expect.stringMatching(/^Unexpected argument "a drill"\./) });
  expect(empty).toMatchObject({ exit: 2, err: 'Invalid --reason: must not be empty.\n' });
  expect(await reasons()).toEqual([]);
});

test('a denial takes its reason in the same way, and help shows it', async () => {
  const { run } = await scene();

  expect((await run('action', 'deny', '7', '--reason', 'wrong account')).err).toMatch(/^No action 7\./);
  const { out } = await run('help', 'action', 'deny');
  expect(out).toContain('Usage: steward action deny ACTION --reason TEXT [OPTIONS]');
  expect(out).toContain("  steward action deny 12 --reason 'wrong account'");
});
