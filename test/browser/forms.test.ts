import { expect } from 'vitest';
import { browserTests } from './browser.ts';
import { expectShown } from './page.ts';

const browserTest = browserTests();

browserTest('a reason is asked for in a modal, and is on the card for everybody', async ({ visit }) => {
  const [ada, mo] = await Promise.all([visit('ada'), visit('mo')]);
  await ada.type('/user rm lain');
  await ada.answer({ Reason: 'asked for it by mail' });

  await expectShown(mo.message('Approval required').getByText('asked for it by mail'));
});

browserTest(
  'a password is typed into a modal, is shown to nobody else and is nowhere in the bot’s traffic',
  async ({ visit, discord }) => {
    const [ada, ivan] = await Promise.all([visit('ada'), visit('ivan')]);
    const password = 'correct horse battery staple';
    const seen: Promise<string>[] = [];
    ivan.page.on('response', (response) => {
      // The stream of changes never ends, and its events carry no content.
      if (!response.url().endsWith('/api/events')) seen.push(response.text().catch(() => ''));
    });
    await ada.type('/user new newbie choose_password:true email:newbie@mail.example');
    await ada.button(ada.message('newbie'), 'Run now').click();
    await ada.answer({ Password: password });
    await ada.message('Created newbie.').waitFor();
    // Once this answer is there, everything before it has arrived as well.
    await ada.type('/user deactivate lain reason:spam');
    await ivan.message('Deactivated lain.').waitFor();

    expect((await Promise.all(seen)).join()).not.toContain(password);
    expect(await ivan.page.content()).not.toContain(password);
    expect(await ada.page.content()).not.toContain(password);
    expect(JSON.stringify(discord.requests)).not.toContain(password);
  },
  {},
  '3.19',
);
