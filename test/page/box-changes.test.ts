import { describe, expect, it } from 'vitest';
import {
  nothingTyped,
  stepBack,
  takeInto,
  typeInLine,
  typeInOption,
} from '../../sandbox/page/browser/box-changes.ts';
import type { MessageBox } from '../../sandbox/page/browser/message-box.ts';
import { command, commands } from './draft-commands.ts';

function typed(...lines: string[]): MessageBox {
  return lines.reduce((box, line) => typeInLine(box, line, commands), nothingTyped);
}

function shown({ draft, focused, text }: MessageBox): unknown {
  const chips = draft?.chips.map((chip) => `${chip.option.name}:${chip.text}`);
  return { chips, focused, text };
}

describe('typing', () => {
  it('leads from the line into the command, and to its first empty option', () => {
    expect(shown(typed('/user deactivate'))).toEqual({ focused: undefined, text: '/user deactivate' });
    expect(shown(typed('/user deactivate '))).toMatchObject({ chips: ['nickname:'], focused: 'nickname' });
    expect(shown(typed('/user deactivate lain days:3'))).toEqual({
      chips: ['nickname:lain', 'days:3'],
      focused: undefined,
      text: '',
    });
    expect(shown(typed('/user deactivate days: lain'))).toMatchObject({ focused: 'days' });
  });

  it('adds an option by its name, in the line and in another option', () => {
    expect(shown(typed('/user deactivate lain ', 'days:'))).toEqual({
      chips: ['nickname:lain', 'days:'],
      focused: 'days',
      text: '',
    });
    expect(shown(typeInOption(typed('/user deactivate '), 'nickname', 'lain days:'))).toMatchObject({
      chips: ['nickname:lain', 'days:'],
      focused: 'days',
    });
  });

  it('fills in all options of a text that is pasted into one of them', () => {
    expect(shown(typeInOption(typed('/user deactivate '), 'nickname', 'lain reason:spam days:3'))).toEqual({
      chips: ['nickname:lain', 'reason:spam', 'days:3'],
      focused: 'days',
      text: '',
    });
  });

  it('starts over where another whole command is pasted', () => {
    expect(shown(typed('/user deactivate lain ', '/user rename a b'))).toMatchObject({
      chips: ['from:a', 'to:b'],
    });
  });
});

describe('choosing from the list', () => {
  it('leads to the next option to fill in', () => {
    const begun = takeInto(typed('/user re'), { command: command('user rename') });
    expect(shown(begun)).toEqual({ chips: ['from:', 'to:'], focused: 'from', text: '' });
    const picked = takeInto(begun, { pick: { name: 'Lain', value: 'lain' } });
    expect(shown(picked)).toMatchObject({ chips: ['from:Lain', 'to:'], focused: 'to' });
    const added = takeInto(typed('/user deactivate lain ', 'da'), { add: 'days' });
    expect(shown(added)).toEqual({ chips: ['nickname:lain', 'days:'], focused: 'days', text: '' });
  });
});

describe('Backspace with nothing left to delete', () => {
  it('removes an optional option, and goes to the one before it', () => {
    expect(shown(stepBack(typed('/user deactivate lain days:')))).toMatchObject({
      chips: ['nickname:lain'],
      focused: 'nickname',
    });
  });

  it('leads from a required option to the one before it, and from the first to the command', () => {
    const to = { ...typed('/user rename lain '), focused: 'to' };
    expect(shown(stepBack(to))).toMatchObject({ chips: ['from:lain', 'to:'], focused: 'from' });
    expect(shown(stepBack({ ...to, focused: 'from' }))).toEqual({ focused: undefined, text: '/user rename' });
  });

  it('leads from behind the options into the last of them, and to a command that has none', () => {
    expect(shown(stepBack(typed('/user deactivate lain ')))).toMatchObject({ focused: 'nickname' });
    expect(shown(stepBack(typed('/user list ')))).toEqual({ focused: undefined, text: '/user list' });
  });
});
