import { describe, expect, it } from 'vitest';
import type { BotChoices } from '../../sandbox/page/browser/bot-choices.ts';
import { openDraft, withText } from '../../sandbox/page/browser/draft.ts';
import { type Listing, listingOf, type MessageBox } from '../../sandbox/page/browser/message-box.ts';
import { findCommands } from '../../sandbox/page/browser/runnable-commands.ts';
import { command, commands, surroundings } from './draft-commands.ts';

const deactivate = openDraft(command('user deactivate'));

function listing(box: Partial<MessageBox>, choices: BotChoices['state'] = []): Listing | undefined {
  return listingOf(
    { text: '', draft: undefined, focused: undefined, ...box },
    commands,
    surroundings,
    choices,
  );
}

function labels(box: Partial<MessageBox>): string[] | undefined {
  return listing(box)?.entries.map(({ label }) => label);
}

describe('while the command is being typed', () => {
  it('lists nothing for a line that is no command', () => {
    expect(listing({ text: 'hello' })).toBeUndefined();
    expect(listing({ text: '' })).toBeUndefined();
  });

  it('lists commands by any part of their name, those that begin with it first', () => {
    expect(labels({ text: '/' })).toEqual(['/user list', '/user deactivate', '/user rename']);
    expect(labels({ text: '/user d' })).toEqual(['/user deactivate']);
    expect(labels({ text: '/list' })).toEqual(['/user list']);
  });

  it('lists a command that is typed in full before those that only begin with it or contain it', () => {
    const named = (path: string) => ({ ...command('user list'), path });
    const paths = ['user invites', 'user revoke_invite', 'user invite'];
    const found = (text: string) =>
      findCommands(text, paths.map(named)).map(({ path }) => path.slice('user '.length));
    expect(found('/user invite')).toEqual(['invite', 'invites']);
    expect(found('/invite')).toEqual(['invite', 'invites', 'revoke_invite']);
    expect(found('/user')).toEqual(['invites', 'revoke_invite', 'invite']);
  });

  it('says what a command does and takes', () => {
    expect(listing({ text: '/deac' })).toMatchObject({
      eager: true,
      entries: [{ detail: 'Deactivates an account', hints: ['nickname', '+5 optional'] }],
    });
  });
});

describe('behind the options', () => {
  it('lists the options that can be added, and lets Enter send as long as none is being typed', () => {
    expect(labels({ draft: deactivate })).toEqual(['keep_followers', 'days', 'share', 'reason', 'for']);
    expect(listing({ draft: deactivate })?.eager).toBe(false);
    expect(listing({ draft: deactivate, text: 'rea' })).toMatchObject({
      eager: true,
      entries: [{ label: 'reason', taken: { add: 'reason' } }],
    });
  });

  it('lists the option that is typed in full first', () => {
    const [share] = deactivate.command.options.filter(({ name }) => name === 'share');
    const named = share && ['for_long', 'for'].map((name) => ({ ...share, name }));
    const draft = { ...deactivate, command: { ...deactivate.command, options: named ?? [] } };
    expect(labels({ draft, text: 'for' })).toEqual(['for', 'for_long']);
  });
});

describe('in an option', () => {
  it('lists a value that is typed in full before those that only begin with it or contain it', () => {
    const [ada] = surroundings.people;
    const people = ['naomo', 'moira', 'mo'].flatMap((name) =>
      ada ? [{ ...ada, id: name, name, displayName: name }] : [],
    );
    const draft = withText(deactivate, 'for', '@mo');
    const box = { text: '', draft, focused: 'for' };
    const { entries } = listingOf(box, commands, { ...surroundings, people }, []) ?? {};
    expect(entries?.map(({ label }) => label)).toEqual(['@mo', '@moira', '@naomo']);
  });

  it('lets Enter choose nothing where nothing is typed', () => {
    const asked = listing({ draft: deactivate, focused: 'nickname' }, [{ name: 'Lain', value: 'lain' }]);
    expect(asked).toMatchObject({ eager: false, entries: [{ label: 'Lain' }] });
    const draft = withText(deactivate, 'keep_followers', ' ');
    expect(listing({ draft, focused: 'keep_followers' })?.eager).toBe(false);
  });

  it('lists the matching values', () => {
    const draft = withText(deactivate, 'keep_followers', '');
    expect(labels({ draft, focused: 'keep_followers' })).toEqual(['True', 'False']);
    const typed = withText(draft, 'keep_followers', 't');
    expect(labels({ draft: typed, focused: 'keep_followers' })).toEqual(['True']);
  });

  it('lists members by their name and by their nickname in the guild', () => {
    for (const text of ['@Ada', 'ada', 'l.']) {
      const draft = withText(deactivate, 'for', text);
      expect(listing({ draft, focused: 'for' })?.entries).toMatchObject([
        { label: '@Ada L.', detail: 'ada', avatar: 'data:,ada', taken: { pick: { value: '10' } } },
      ]);
    }
  });

  it('says that the bot is being asked, that it does not answer, or that it has nothing', () => {
    const box = { draft: deactivate, focused: 'nickname' };
    expect(listing(box, 'loading')).toMatchObject({ status: 'Loading options…', entries: [] });
    expect(listing(box, 'failed')).toMatchObject({ status: 'Loading options failed', entries: [] });
    expect(listing(box, [])).toMatchObject({ status: 'No options match your search.' });
    const typed = { ...box, draft: withText(deactivate, 'nickname', 'la') };
    expect(listing(typed, [{ name: 'Lain', value: 'lain' }])).toMatchObject({
      status: undefined,
      eager: true,
      entries: [{ label: 'Lain', detail: 'lain' }],
    });
  });

  it('lets Enter send a value that is typed in full, before or after the bot’s answer', () => {
    const box = { draft: withText(deactivate, 'nickname', 'bob'), focused: 'nickname' };
    const choices = ['bobby', 'bob'].map((name) => ({ name, value: name }));
    expect(listing(box, 'loading')?.eager).toBe(false);
    expect(listing(box, choices)?.eager).toBe(false);
    expect(listing(box, choices.slice(0, 1))?.eager).toBe(true);
  });

  it('no longer lets Enter choose a value that is chosen already', () => {
    const draft = withText(deactivate, 'keep_followers', 'True', true);
    expect(listing({ draft, focused: 'keep_followers' })).toMatchObject({
      eager: false,
      entries: [{ label: 'True' }, { label: 'False' }],
    });
  });
});
