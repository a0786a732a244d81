import { compare } from 'bcrypt';
import { describe, expect, test } from 'vitest';
import { hashPassword, passwordFault } from '../../src/akkoma/registration/password.ts';
import { bioFault, nameFault } from '../../src/akkoma/registration/profile.ts';
import { instanceWith } from '../support/instance.ts';

const { settings } = instanceWith();
/** A family of four: one to the eye, eleven to JavaScript, seven to PostgreSQL. */
const family = '👨‍👩‍👧‍👦';

describe('a name', () => {
  test('has as many characters as one sees', () => {
    expect(nameFault(family, settings)).toBeNull();
    expect(nameFault('é'.repeat(100), settings)).toBeNull();
    expect(nameFault('n'.repeat(101), settings)).toBe('must have at most 100 characters');
    expect(nameFault('n'.repeat(21), instanceWith({ AKKOMA_USER_NAME_LENGTH: '20' }).settings)).toBe(
      'must have at most 20 characters',
    );
  });

  test('fits its column even where one sees few characters', () => {
    expect(nameFault(family.repeat(36), settings)).toBeNull();
    expect(nameFault(family.repeat(37), settings)).toMatch(/at most 255/);
  });

  test('is more than white space, and can be stored', () => {
    expect(nameFault(' ', settings)).toBe('must not be empty');
    expect(nameFault('a\0b', settings)).toMatch(/NUL/);
    expect(nameFault('a\ud800', settings)).toMatch(/half a character/);
  });
});

test('a text about the account has as many characters as one sees, and may be empty', () => {
  expect(bioFault('', settings)).toBeNull();
  expect(bioFault(family.repeat(5000), settings)).toBeNull();
  expect(bioFault('b'.repeat(5001), settings)).toBe('must have at most 5000 characters');
  expect(bioFault('a\0b', settings)).toMatch(/NUL/);
});

describe('a password', () => {
  test('is never cut: what bcrypt would not look at is refused', () => {
    expect(passwordFault('p'.repeat(72))).toBeNull();
    expect(passwordFault('p'.repeat(73))).toMatch(/at most 72 bytes/);
    expect(passwordFault('ä'.repeat(36))).toBeNull();
    expect(passwordFault('ä'.repeat(37))).toMatch(/at most 72 bytes/);
    expect(passwordFault('secret\0more')).toMatch(/NUL/);
    expect(passwordFault('half \udc00')).toMatch(/half a character/);
  });

  test('may be short, but not blank', () => {
    expect(passwordFault('p')).toBeNull();
    expect(passwordFault('')).toBe('must not be empty');
    expect(passwordFault(' \t ')).toBe('must not be empty');
  });

  test('becomes a hash of the kind and cost that Akkoma verifies, down to the last of its bytes', async () => {
    const longest = `${'p'.repeat(71)}x`;
    const hashed = await hashPassword(longest);
    expect(hashed).toMatch(/^\$2b\$12\$/);
    expect(await compare(longest, hashed)).toBe(true);
    expect(await compare(`${'p'.repeat(71)}y`, hashed)).toBe(false);
  });
});
