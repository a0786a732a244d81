import { describe, expect, test } from 'vitest';
import { Conflict } from '../../src/text/errors.ts';
import { plain, text } from '../../src/text/text.ts';
import { plan, wave } from './example.ts';

describe('an action from its stored row', () => {
  const kept = { nickname: 'lain', loud: true };
  const foreign = { who: 'lain' };
  const secret = {
    label: 'New password',
    wanted: ({ loud }: { loud: boolean }) => loud,
  };

  test('is described, summarized and run from its stored values', () => {
    const command = wave();
    const phrase = command.definition.describe(plan, kept);

    expect(phrase == null ? null : plain(phrase)).toBe('wave at lain loudly');
    expect(command.definition.operation.name).toBe('user.wave');
    expect(command.definition.parse({ nickname: 'lain' })).toEqual({ nickname: 'lain', loud: false });
    expect(plain(command.summarize({ nickname: 'bob' }).line ?? [])).toBe('Waved at bob.');
  });

  test('of another version of Steward asks nothing, and cannot be run', () => {
    const command = wave();

    expect(command.definition.describe(plan, foreign)).toBeNull();
    expect(() => command.definition.parse(foreign)).toThrow(Conflict);
    expect(() => command.definition.parse(foreign)).toThrow(
      'This was requested with another version of Steward. Nothing was changed. Run the command again.',
    );
  });

  test('is for its requester alone where it has a secret to type or to reveal', () => {
    const needs = (command: ReturnType<typeof wave>, args: object) => command.definition.needsRequester(args);

    expect(needs(wave(), kept)).toBe(false);
    expect(needs(wave({}, { reveals: true }), kept)).toBe(true);
    expect(needs(wave({ secret }), kept)).toBe(true);
    expect(needs(wave({ secret }), { ...kept, loud: false })).toBe(false);
    expect(wave({ secret }).wantsSecret(kept)).toBe(true);
    expect(wave({ secret }).wantsSecret({ ...kept, loud: false })).toBe(false);
    expect(wave({}, { reveals: true }).wantsSecret(kept)).toBe(false);
  });

  test('shows a revealed secret to the caller who has it', () => {
    const command = wave({ reply: (_outcome, { link = 'hidden' }) => ({ line: text`See ${link}.` }) });

    expect(plain(command.summarize({}).line ?? [])).toBe('See hidden.');
    expect(plain(command.summarize({}, { link: 'this' }).line ?? [])).toBe('See this.');
  });

  test('says how far it is, in its command’s words where there are some', () => {
    const told = (command: ReturnType<typeof wave>) =>
      plain(command.progress({ of: 10, left: 3 }).line ?? []);

    expect(told(wave())).toBe('7 of 10 accounts done.');
    expect(told(wave({ progress: (progress) => ({ line: text`${JSON.stringify(progress)}` }) }))).toBe(
      '{"of":10,"left":3}',
    );
  });
});
