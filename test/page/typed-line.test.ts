import { describe, expect, it } from 'vitest';
import type { Draft } from '../../sandbox/page/browser/draft.ts';
import { readLine, readName } from '../../sandbox/page/browser/typed-line.ts';
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

describe('the name of an option, typed with its colon', () => {
  const draft = draftOf('/user deactivate lain days:3');

  it('leads to that option, and leaves the words before it', () => {
    expect(readName('as asked reason:', draft)).toEqual({ before: 'as asked', name: 'reason' });
    expect(readName('reason:', draft)).toEqual({ before: '', name: 'reason' });
  });

  it('is text like any other where there is no such option, or it is filled in', () => {
    expect(readName('note:', draft)).toBeUndefined();
    expect(readName('in days:', draft)).toBeUndefined();
    expect(readName('no-reason:', draft)).toBeUndefined();
  });
});
