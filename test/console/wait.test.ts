import { expect, test } from 'vitest';
import { akkomaOn } from '../support/akkoma.ts';
import { consoleScene } from '../support/console-scene.ts';
import { openTerminal } from '../support/terminal.ts';

const removing = ['user', 'rm', 'lain', '--no-posts-first', '-y'];

test('a removal says that Akkoma is not finished, and what tracks it', async () => {
  const { run } = await consoleScene();

  const { exit, out, err } = await run(...removing);

  expect({ exit, err }).toEqual({
    exit: 0,
    err: 'Action 1 is finishing in Akkoma. A running bot tracks it. Without a bot, run "steward wait 1".\n',
  });
  expect(out).toMatch(/^Deleted lain\. Akkoma deletes the rest/);
});

test('--wait shows how far Akkoma is, though no bot runs, and ends when it has finished', async () => {
  const { url, client, runInTerminal } = await consoleScene();

  const running = runInTerminal(...removing, '--wait');
  await expect
    .poll(async () => (await client.query(`select from steward.actions where progress is not null`)).rowCount)
    .toBe(1);
  await akkomaOn(url);
  const { exit, out, err } = await running;

  expect(exit).toBe(0);
  // One line that is redrawn, as wide as the terminal, and erased at the end.
  expect(err).not.toContain('\n');
  const [nothing, ...lines] = err.split('\r\u001b[K');
  expect({ nothing, last: lines.at(-1) }).toEqual({ nothing: '', last: '' });
  expect(lines).toContain('Akkoma has not started to delete the r…');
  expect(out).toMatch(/^Deleted lain\. Akkoma has deleted the\nrest\.\n/);
  const { rows } = await client.query('select state from steward.actions');
  expect(rows).toEqual([{ state: 'done' }]);
});

test('an action that was done without --wait can be waited for later, in JSON too', async () => {
  const { url, run } = await consoleScene();
  const done = await run(...removing, '--json');
  await akkomaOn(url);

  const { exit, out, err } = await run('wait', '#1', '--json');

  expect({ exit, err, before: done.err }).toEqual({ exit: 0, err: '', before: '' });
  expect(JSON.parse(out)).toMatchObject({
    action: 1,
    ending: 'finished',
    outcome: { nickname: 'lain' },
    progress: { state: 'finished' },
  });
});

test.for([
  ['user', 'rm', 'lain', '--no-posts-first', '-y', '--wait'],
  ['wait', '1'],
] as const)('an interrupted wait says what was done, and how to go on: %j', async (words) => {
  const { run, environment } = await consoleScene();
  if (words[0] === 'wait') await run(...removing);
  const { said, interrupt, ended } = openTerminal(words, environment);
  await expect.poll(said).toContain('Akkoma has not started');

  interrupt();
  const exit = await ended;

  expect(exit).toBe(0);
  expect(said().split('\r\u001b[K').at(-1)?.replaceAll(/\r\n/g, ' ')).toBe(
    'Deleted lain. Akkoma deletes the rest in the background. Stopped waiting: a running bot continues action 1. Without a bot, run "steward wait 1". Action 1 ',
  );
});

test('where Akkoma is no longer expected to finish, the exit code says so', async () => {
  const { client, run } = await consoleScene();
  await run(...removing);
  await client.query(`update oban_jobs set scheduled_at = now() - interval '11 minutes'`);

  const { exit, err } = await run('wait', '1');

  expect(exit).toBe(1);
  expect(err).toMatch(/No Akkoma server has taken the job for 10 minutes/);
});

test.for([
  [['wait', '2'], 1, /^No action 2\./],
  [['wait'], 2, /Usage: wait ACTION|Missing argument ACTION/],
  [['wait', 'lain'], 2, /Invalid ACTION: use the number of an action, such as 12\./],
  [['user', 'tag', 'lain', 'x', '--wait'], 2, /Unknown option "--wait"\./],
] as const)('a wait without an action to track is refused: %j', async ([words, code, said]) => {
  const { run } = await consoleScene();
  await run('user', 'tag', 'lain', 'beta');

  const { exit, err } = await run(...words);

  expect(exit).toBe(code);
  expect(err).toMatch(said);
});

test('a wait says that Steward is locked, and continues when it is unlocked', async () => {
  const { url, environment, run } = await consoleScene();
  await run(...removing);
  expect(await run('action', 'lock', 'a drill', '--yes')).toMatchObject({ exit: 0 });
  await akkomaOn(url);
  const { said, ended } = openTerminal(['wait', '1'], environment);
  await expect.poll(said).toContain('Steward was locked by');

  await run('action', 'unlock', '-y');

  expect(await ended).toBe(0);
  expect(said()).toMatch(/Steward was locked by .*: a drill\.\s+An\s+admin\s+can/);
  expect(said()).toContain('Deleted lain. Akkoma has deleted the');
});
