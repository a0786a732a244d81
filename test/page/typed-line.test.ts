import { describe, expect, it } from 'vitest';
import type { Draft } from '../../sandbox/page/browser/draft.ts';
import { readLine, readNames } from '../../sandbox/page/browser/typed-line.ts';
import { commands } from './draft-commands.ts';

function texts(line: string): Record<string, string> | undefined {
  const chips = readLine(line, commands)?.draft.chips;
  return chips && Object.fromEntries(chips.map(({ option, text }) => [option.name, text]));
}

function draftOf(line: string): Draft {
  const read = readLine(line, commands);
  if (!read) throw new Error(`${line} is no command yet.`);
  return read.draft;
}

describe('a whole line', () => {
  it('is a command only once its path is complete and followed by a space', () => {
    expect(texts('hello')).toBeUndefined();
    expect(texts('/user deactivate')).toBeUndefined();
    expect(texts('/user deactivate ')).toEqual({ nickname: '' });
  });

  it('gives words without a name to the required options, and the others to theirs', () => {
    expect(texts('/user deactivate lain keep_followers:true')).toEqual({
      nickname: 'lain',
      keep_followers: 'true',
    });
    expect(texts('/user deactivate days:3 lain')).toEqual({ nickname: 'lain', days: '3' });
  });

  it('leaves the remaining words to the last required option', () => {
    expect(texts('/user rename lain Lain of the "Wired"')).toEqual({
      from: 'lain',
      to: 'Lain of the "Wired"',
    });
  });

  it('gives words behind a named option to that option, once the required ones have theirs', () => {
    expect(texts('/user deactivate lain reason:a flood of "bad" spam days:3')).toEqual({
      nickname: 'lain',
      reason: 'a flood of "bad" spam',
      days: '3',
    });
    expect(texts('/user deactivate lain Reason: spam')).toEqual({ nickname: 'lain', reason: 'spam' });
  });

  it('parses a value in quotes as it was meant', () => {
    expect(texts('/user deactivate "two \\"big\\" words" reason:"as asked"')).toEqual({
      nickname: 'two "big" words',
      reason: 'as asked',
    });
    expect(texts('/user deactivate lain reason:"still ty')).toMatchObject({ reason: 'still ty' });
  });

  it('takes a colon in a value for no name', () => {
    expect(texts('/user deactivate https://a.example')).toEqual({ nickname: 'https://a.example' });
  });

  it('keeps the words that belong to no option visible to the person', () => {
    expect(readLine('/user list whatever', commands)?.rest).toBe('whatever');
  });
});

describe('the names of options, typed with their colons', () => {
  const draft = draftOf('/user deactivate lain days:3');

  it('lead to those options, and leave the words before them', () => {
    expect(readNames('as asked reason:', draft)).toEqual({
      before: 'as asked',
      named: [{ name: 'reason', text: '' }],
    });
    expect(readNames('reason:', draft)).toEqual({ before: '', named: [{ name: 'reason', text: '' }] });
  });

  it('are found with their values in text that was pasted, and in capitals', () => {
    expect(readNames('lain reason: a flood of spam for:"@Ada L."', draft)).toEqual({
      before: 'lain',
      named: [
        { name: 'reason', text: 'a flood of spam' },
        { name: 'for', text: '@Ada L.' },
      ],
    });
    expect(readNames('lain Reason:spam', draft)).toEqual({
      before: 'lain',
      named: [{ name: 'reason', text: 'spam' }],
    });
  });

  it('are text like any other where there is no such option, or it is filled in', () => {
    expect(readNames('note:', draft)).toBeUndefined();
    expect(readNames('in days:', draft)).toBeUndefined();
    expect(readNames('no-reason:', draft)).toBeUndefined();
    expect(readNames('reason:see reason:', draft)?.named).toEqual([{ name: 'reason', text: 'see reason:' }]);
  });
});
