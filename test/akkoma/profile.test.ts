import { compare } from 'bcrypt';
import { describe, expect, test } from 'vitest';
import { hashPassword, passwordFault } from '../../src/akkoma/registration/password.ts';
import { bioFault, nameFault } from '../../src/akkoma/registration/profile.ts';
import { instanceWith } from '../support/instance.ts';

const { settings } = instanceWith();
/** A family of four: one grapheme, eleven UTF-16 code units, seven code points to PostgreSQL. */
const family = '👨‍👩‍👧‍👦';

describe('a display name', () => {
  test('is measured in graphemes', () => {
    expect(nameFault(family, settings)).toBeNull();
    expect(nameFault('é'.repeat(100), settings)).toBeNull();
    expect(nameFault('n'.repeat(101), settings)).toBe('must have at most 100 characters');
    expect(nameFault('n'.repeat(21), instanceWith({ AKKOMA_USER_NAME_LENGTH: '20' }).settings)).toBe(
      'must have at most 20 characters',
    );
  });

  test('must fit its column even where it has few graphemes', () => {
    expect(nameFault(family.repeat(36), settings)).toBeNull();
    expect(nameFault(family.repeat(37), settings)).toMatch(/at most 255/);
  });

  test('must be more than white space, and storable', () => {
    expect(nameFault(' ', settings)).toBe('must not be empty');
    expect(nameFault('a\0b', settings)).toMatch(/NUL/);
    expect(nameFault('a\ud800', settings)).toMatch(/half a character/);
  });
});

test('a bio is measured in graphemes, and may be empty', () => {
  expect(bioFault('', settings)).toBeNull();
  expect(bioFault(family.repeat(5000), settings)).toBeNull();
  expect(bioFault('b'.repeat(5001), settings)).toBe('must have at most 5000 characters');
  expect(bioFault('a\0b', settings)).toMatch(/NUL/);
});

describe('a password', () => {
  test('is refused where bcrypt would ignore its end', () => {
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

  test('is hashed with the scheme and cost that Akkoma verifies, up to its last byte', async () => {
    const longest = `${'p'.repeat(71)}x`;
    const hashed = await hashPassword(longest);
    expect(hashed).toMatch(/^\$2b\$12\$/);
    expect(await compare(longest, hashed)).toBe(true);
    expect(await compare(`${'p'.repeat(71)}y`, hashed)).toBe(false);
  });
});
