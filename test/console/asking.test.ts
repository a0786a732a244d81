import { expect, test } from 'vitest';
import { consoleScene } from '../support/console-scene.ts';
import { openTerminal } from '../support/terminal.ts';

async function scene() {
  const stage = await consoleScene();
  return {
    ...stage,
    isConfirmed: async (): Promise<boolean> => {
      const { rows } = await stage.client.query(`select is_confirmed from users where nickname = 'lain'`);
      return rows[0].is_confirmed;
    },
  };
}

test.for([
  ['yes', 0, 'Unconfirmed lain.', false],
  ['no', 1, 'Cancelled. Nothing was changed.', true],
] as const)(
  'confirming a confirmed account asks in a terminal, and is answered with %s',
  async ([answer, code, said, left]) => {
    const { environment, isConfirmed } = await scene();
    const terminal = openTerminal(['user', 'confirm', 'lain'], environment);
    await expect.poll(terminal.said).toContain('Type yes to continue: ');
    expect(terminal.said()).toContain('Unconfirm lain?');
    expect(terminal.said()).toContain('lain is already confirmed.');

    terminal.type(`${answer}\r`);

    expect(await terminal.ended).toBe(code);
    expect(terminal.said()).toContain(said);
    expect(await isConfirmed()).toBe(left);
  },
);

test('without a terminal, confirming a confirmed account needs --yes', async () => {
  const { run, isConfirmed } = await scene();

  const refused = await run('user', 'confirm', 'lain');
  expect(refused).toEqual({
    exit: 1,
    out: '',
    err: 'Unconfirm lain? Cannot ask for confirmation without a terminal. Nothing was changed. Add --yes to confirm.\n',
  });
  expect(await isConfirmed()).toBe(true);

  expect(await run('user', 'confirm', 'lain', '--yes')).toMatchObject({ exit: 0, err: '' });
  expect(await isConfirmed()).toBe(false);
});

test.for(['-y', '--yes', '--assume-yes'])('%s answers yes to every question', async (flag) => {
  const { run, isConfirmed } = await scene();

  expect(await run('user', 'confirm', 'lain', flag)).toMatchObject({ exit: 0, err: '' });
  expect(await run(flag, 'user', 'confirm', 'lain')).toMatchObject({ exit: 0, err: '' });
  expect(await isConfirmed()).toBe(true);
});

test('confirming an account that is not confirmed asks nothing, and help says when it asks', async () => {
  const { run } = await scene();

  expect(await run('user', 'confirm', 'dave')).toMatchObject({ exit: 0 });
  expect((await run('help', 'user', 'confirm')).out).toContain(
    'Runs immediately, unless it is a dry run. Asks for confirmation if the account is confirmed already.',
  );
});
