import { describe, expect, it } from 'vitest';
import {
  absentOptions,
  type Draft,
  neighbour,
  nextToFill,
  openDraft,
  problemsOf,
  valuesOf,
  valuesWhileAsking,
  withoutOption,
  withText,
} from '../../sandbox/page/browser/draft.ts';
import { command, surroundings } from './draft-commands.ts';

const begun = openDraft(command('user deactivate'));

function filled(texts: Readonly<Record<string, string>>): Draft {
  return Object.entries(texts).reduce((draft, [name, text]) => withText(draft, name, text), begun);
}

function names({ chips }: Draft): string[] {
  return chips.map(({ option }) => option.name);
}

function problem(name: string, text: string): string | undefined {
  return problemsOf(filled({ nickname: 'lain', [name]: text }), surroundings).get(name);
}

describe('the options in the message box', () => {
  it('are the required ones at first, and the others once they are added', () => {
    expect(names(begun)).toEqual(['nickname']);
    expect(absentOptions(begun).map(({ name }) => name)).toEqual([
      'keep_followers',
      'days',
      'share',
      'reason',
      'for',
    ]);
    expect(names(filled({ reason: '' }))).toEqual(['nickname', 'reason']);
  });

  it('can be removed again, except for the required ones', () => {
    const draft = filled({ nickname: 'lain', reason: '' });
    expect(names(withoutOption(draft, 'reason'))).toEqual(['nickname']);
    expect(names(withoutOption(draft, 'nickname'))).toEqual(['nickname', 'reason']);
  });

  it('are visited one by one, with the line behind them as the last', () => {
    const draft = filled({ nickname: 'lain', days: '3' });
    expect(neighbour(draft, 'nickname', 1)).toBe('days');
    expect(neighbour(draft, 'days', 1)).toBeUndefined();
    expect(neighbour(draft, undefined, -1)).toBe('days');
    expect(neighbour(draft, 'nickname', -1)).toBeUndefined();
  });

  it('lead on to the first empty one', () => {
    expect(nextToFill(begun)).toBe('nickname');
    expect(nextToFill(filled({ nickname: 'lain', days: '' }))).toBe('days');
    expect(nextToFill(filled({ nickname: 'lain' }))).toBeUndefined();
  });
});

describe('the values that are sent', () => {
  it('have the type that the option wants', () => {
    const draft = filled({
      nickname: ' lain ',
      keep_followers: 'FALSE',
      days: '3',
      share: '0.5',
      for: '@Ada L.',
    });
    expect(valuesOf(draft, surroundings)).toEqual({
      nickname: 'lain',
      keep_followers: false,
      days: 3,
      share: 0.5,
      for: '10',
    });
    expect(problemsOf(draft, surroundings).size).toBe(0);
  });

  it('are the chosen ones, under any label, until something else is typed', () => {
    const picked = withText(begun, 'nickname', 'Lain (active)', 'lain');
    expect(valuesOf(picked, surroundings)).toEqual({ nickname: 'lain' });
    expect(valuesOf(withText(picked, 'nickname', 'alice'), surroundings)).toEqual({ nickname: 'alice' });
  });

  it('go to the bot as far as they are valid, when it is asked for suggestions', () => {
    const draft = filled({ nickname: 'la', days: 'x', keep_followers: 'true' });
    expect(valuesWhileAsking(draft, 'nickname', surroundings)).toEqual({
      nickname: 'la',
      keep_followers: true,
    });
  });

  it('are the members that are meant by a name, its unambiguous beginning, a mention or an id', () => {
    const person = (text: string) => valuesOf(filled({ nickname: 'lain', for: text }), surroundings).for;
    for (const text of ['ada', '@Ada L.', '@ad', '<@10>', '<@!10>', '10']) expect(person(text)).toBe('10');
    const gone = '1084413502188232704';
    for (const text of [gone, `<@${gone}>`]) expect(person(text)).toBe(gone);
  });

  it('match a choice by its name and by its value', () => {
    const list = openDraft(command('user list'));
    for (const text of ['the others', 'not active']) {
      expect(valuesOf(withText(list, 'filter', text), surroundings)).toEqual({ filter: 'not active' });
    }
  });
});

describe('an error before sending', () => {
  it('is a required option left empty, not an optional one', () => {
    expect(problemsOf(filled({ days: '' }), surroundings)).toEqual(
      new Map([['nickname', 'This option is required. Specify a value']]),
    );
  });

  it.each([
    ['days', 'three', 'Input a valid integer.'],
    ['days', '1.5', 'Input a valid integer.'],
    ['days', '99999999999999999999', 'Input a valid integer.'],
    ['days', '0', 'Value must be greater than or equal to 1.'],
    ['days', '31', 'Value must be less than or equal to 30.'],
    ['share', 'half', 'Input a valid number.'],
    ['share', '2', 'Value must be less than or equal to 1.'],
    ['reason', 'no', 'Value must be at least 3 characters.'],
    ['reason', 'because of it', 'Value must be at most 10 characters; it has 13.'],
    ['keep_followers', 'maybe', 'Choose True or False.'],
    ['for', 'nobody', 'Input a valid user.'],
    ['for', '@', 'Input a valid user.'],
    ['for', 'mo note:x', '/user deactivate has no option note.'],
    ['nickname', 'lain foo:bar', '/user deactivate has no option foo.'],
    ['nickname', 'nick:lain', '/user deactivate has no option nick.'],
    ['nickname', 'lain Nickname:bob', 'nickname is already filled in.'],
  ])('is %s as "%s": %s', (name, text, words) => {
    expect(problem(name, text)).toBe(words);
  });

  it.each([
    ['nickname', 'https://social.test/users/lain'],
    ['nickname', 'acct:lain@social.test'],
    ['nickname', 'mrf_tag:sandbox, mrf_tag:media-strip'],
    ['reason', 'see: note:'],
  ])('is no colon in %s as "%s"', (name, text) => {
    expect(problem(name, text)).toBeUndefined();
  });

  it('is the beginning of several members, unless it is the whole name of one', () => {
    const [ada] = surroundings.people;
    const people = ['mo', 'moira', 'momo'].flatMap((name) =>
      ada ? [{ ...ada, id: name, name, displayName: name }] : [],
    );
    const draft = (text: string) => filled({ nickname: 'lain', for: text });
    expect(problemsOf(draft('@moi'), { ...surroundings, people }).size).toBe(0);
    expect(problemsOf(draft('@mo'), { ...surroundings, people }).size).toBe(0);
    expect(problemsOf(draft('@m'), { ...surroundings, people }).get('for')).toBe('Input a valid user.');
  });

  it('is a value that is not among the choices', () => {
    const list = openDraft(command('user list'));
    expect(problemsOf(withText(list, 'filter', 'all'), surroundings).get('filter')).toBe(
      'Choose one of the choices.',
    );
  });
});
