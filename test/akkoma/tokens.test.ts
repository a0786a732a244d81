import { expect, test } from 'vitest';
import { randomPassword, randomToken, tokenInUrl } from '../../src/akkoma/ids/tokens.ts';

const thousand = <Value>(make: () => Value): Value[] => Array.from({ length: 1000 }, make);

test('a token is 32 random bytes in URL-safe base64, with padding', () => {
  const tokens = thousand(randomToken);

  expect(new Set(tokens).size).toBe(1000);
  for (const token of tokens) {
    expect(token).toMatch(/^[\w-]{43}=$/);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  }
});

test('a password is 16 random bytes in standard base64, with padding', () => {
  const passwords = thousand(randomPassword);

  expect(new Set(passwords).size).toBe(1000);
  for (const password of passwords) {
    expect(password).toMatch(/^[\w+/]{22}==$/);
    expect(Buffer.from(password, 'base64')).toHaveLength(16);
  }
  expect(passwords.join('')).toMatch(/[+/]/);
});

test('in a URL everything but letters, digits and -_.~ is percent-encoded', () => {
  expect(tokenInUrl('aZ0-_.~=')).toBe('aZ0-_.~%3D');
  expect(tokenInUrl("!'()*+/ ä")).toBe('%21%27%28%29%2A%2B%2F%20%C3%A4');
});
