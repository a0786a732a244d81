import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountUrls } from '../../src/akkoma/accounts/account-urls.ts';
import { nicknameFault } from '../../src/akkoma/registration/nickname.ts';
import { defaultRestrictedNicknames } from '../../src/akkoma/settings.ts';
import { instanceWith } from '../support/instance.ts';

const plain = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const wordOf = (characters: readonly string[]) =>
  fc
    .array(fc.constantFrom(...characters), { minLength: 1, maxLength: 80 })
    .map((word) => word.join(''))
    .filter((word) => !defaultRestrictedNicknames.includes(word));
const spoil = (word: string, character: string, seed: number): string => {
  const place = seed % (word.length + 1);
  return word.slice(0, place) + character + word.slice(place);
};

const extended = instanceWith();
const strict = instanceWith({ AKKOMA_EXTENDED_NICKNAME_FORMAT: 'false' });

describe('the form of a nickname', () => {
  test('letters from A to Z and digits are always accepted, _ and - in the extended form', () => {
    fc.assert(
      fc.property(wordOf(plain), wordOf([...plain, '_', '-']), (narrow, wide) => {
        expect(nicknameFault(narrow, strict)).toBeNull();
        expect(nicknameFault(wide, extended)).toBeNull();
      }),
    );
  });

  test('any other character makes it invalid at any position', () => {
    const foreign = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 1 })
      .filter((character) => !/^[A-Za-z0-9_-]$/.test(character));
    fc.assert(
      fc.property(wordOf(plain), foreign, fc.nat(), (word, character, seed) => {
        expect(nicknameFault(spoil(word, character, seed), extended)).toMatch(/use only letters from A to Z/);
      }),
    );
  });

  test('_ and - make it invalid in the strict form', () => {
    fc.assert(
      fc.property(wordOf(plain), fc.constantFrom('_', '-'), fc.nat(), (word, character, seed) => {
        expect(nicknameFault(spoil(word, character, seed), strict)).toMatch(/use only letters from A to Z/);
      }),
    );
  });

  test('a line break at the end makes it invalid', () => {
    expect(nicknameFault('newbie\n', extended)).toMatch(/use only letters from A to Z/);
  });

  test.for(['', ' ', '\t\n', '\u00a0'])('blank (%j) counts as missing', (nickname) => {
    expect(nicknameFault(nickname, extended)).toBe('must not be empty');
  });
});

test('names that the instance reserves are refused, exactly as they are written', () => {
  for (const name of defaultRestrictedNicknames) expect(nicknameFault(name, extended)).not.toBeNull();
  expect(nicknameFault('relay', extended)).toMatch(/this instance reserves this one/);
  expect(nicknameFault('Relay', extended)).toBeNull();
  expect(nicknameFault('relay', instanceWith({ AKKOMA_RESTRICTED_NICKNAMES: 'other' }))).toBeNull();
});

test('the longest of its addresses fits its column, and one character more does not', () => {
  const room = 255 - accountUrls('https://social.test', '').featuredAddress.length;
  expect(nicknameFault('a'.repeat(room), extended)).toBeNull();
  expect(nicknameFault('a'.repeat(room + 1), extended)).toBe(`must have at most ${room} characters`);
});
