import { expect } from 'vitest';
import { browserTests } from './browser.ts';
import { expectShown } from './page.ts';

const browserTest = browserTests();

browserTest('suggestions while a name is typed come from the bot', async ({ visit }) => {
  const ada = await visit('ada');
  await ada.begin('/user show gi');

  await ada.suggestion('gina').click();
  await ada.page.keyboard.press('Enter');

  await expectShown(ada.message('gina: local, active'));
});

browserTest(
  'what is typed in full is what Enter sends, and nothing is chosen where nothing is typed',
  async ({ visit }) => {
    const ada = await visit('ada');
    await ada.type('/invite create');
    await ada.page.keyboard.press('Enter');
    await expectShown(ada.message('Created invite'));

    await ada.begin('/help command:rm');
    await ada.suggestion('user confirm').first().waitFor();
    await ada.page.keyboard.press('Enter');
    await ada.page.keyboard.press('Enter');
    await expectShown(ada.message('/user rm: Delete'));

    await ada.begin('/user deactivate lain notify:');
    await ada.suggestion('deactivated').first().waitFor();
    await ada.page.keyboard.press('Enter');
    await expectShown(ada.message('Deactivated lain.'));
    expect(await ada.page.getByRole('log').textContent()).not.toContain('Mail');
  },
);

browserTest(
  'an option that the command does not have is named, and a member that is typed is found',
  async ({ visit }) => {
    const ada = await visit('ada');
    await ada.type('/user show lain nick:bob');
    await expectShown(ada.page.getByText('/user show has no option nick.'));
    await ada.page.getByRole('button', { name: 'Clear command' }).click();

    await ada.begin('/staff pause ');
    await ada.page.getByRole('combobox', { name: 'person' }).fill('@gra reason:on leave');
    await ada.page.keyboard.press('Enter');
    await expectShown(ada.message('Grace'));
  },
);

browserTest(
  'everything works without a mouse: a command, becoming another person, an approval',
  async ({ visit }) => {
    const ada = await visit('ada');
    const { keyboard } = ada.page;
    await ada.tabTo(ada.box);
    await keyboard.type('/instance deactivate_all spam.example reason:spam');
    await keyboard.press('Enter');
    await ada.message('Approval required').waitFor();

    await ada.tabTo(ada.page.getByRole('radio', { name: 'Ada Admin' }), 'Shift+Tab');
    await keyboard.press('ArrowDown');
    await expect.poll(() => ada.page.url()).toContain('as=ivan');
    await ada.tabTo(ada.button(ada.message('Approval required'), 'Approve'));
    await keyboard.press('Enter');

    await expectShown(ada.message('Deactivated 21 accounts of spam.example.'));
  },
);

browserTest(
  'a click on a command that a message mentions puts it into the message box',
  async ({ visit }) => {
    const ada = await visit('ada');
    await ada.type('/action undo 99');
    const answer = ada.message('No action 99.');

    await answer.getByRole('link', { name: '/action list', exact: true }).click();
    await expectShown(ada.page.locator('#line:focus'));
    await ada.page.keyboard.press('Enter');

    await expectShown(ada.message(/No matching actions|\d actions?\./));
  },
);

browserTest('a right click on a message or member opens the menu of apps', async ({ visit }) => {
  const ada = await visit('ada');
  const entry = (name: string) => ada.page.getByRole('menuitem', { name });
  await ada.type('/user deactivate gina');
  await ada.message('Deactivated gina.').getByText('Deactivated gina.').click({ button: 'right' });

  await entry('Steward: show account').click();
  await expectShown(ada.message('gina: local, deactivated.'));
  await ada.page.getByText('Mo Moderator').click({ button: 'right' });
  await ada.page.keyboard.press('Escape');
  expect(await entry('Steward: staff').count()).toBe(0);
  await ada.page.getByText('Mo Moderator').click({ button: 'right' });
  await ada.page.keyboard.press('Enter');

  await expectShown(ada.message(/Mo: moderator\./));
});

browserTest('on a phone, a long press on a message opens the menu of apps', async ({ visit }) => {
  const ada = await visit('ada', { width: 390, height: 844 });
  await ada.type('/user deactivate heidi');
  const words = ada.message('Deactivated heidi.').getByText('Deactivated heidi.');
  await words.waitFor();
  const { x, y } = (await words.boundingBox()) ?? { x: 0, y: 0 };
  const finger = await ada.page.context().newCDPSession(ada.page);
  await finger.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  const entry = ada.page.getByRole('menuitem', { name: 'Steward: show account' });

  await finger.send('Input.dispatchTouchEvent', {
    type: 'touchStart',
    touchPoints: [{ x: x + 5, y: y + 5 }],
  });
  await expectShown(entry);
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await entry.click();

  await expectShown(ada.message('heidi: local, deactivated.'));
});
