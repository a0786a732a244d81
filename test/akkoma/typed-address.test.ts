import { describe, expect, test } from 'vitest';
import {
  asciiDomain,
  domainBeginning,
  domainIn,
  handleIn,
  searchedIn,
  webAddressIn,
  withoutPrefix,
} from '../../src/akkoma/lookup/typed-address.ts';

test.for([
  ['lain', 'lain'],
  ['@lain', 'lain'],
  ['acct:lain@social.test', 'lain@social.test'],
  ['@spam1@spam.example', 'spam1@spam.example'],
  ['bob@münchen.example', 'bob@xn--mnchen-3ya.example'],
  ['@bob@МОСКВА.example', 'bob@xn--80adxhks.example'],
  ['Upper@SPAM.example', 'Upper@SPAM.example'],
  ['Ünï', 'Ünï'],
  ['日本@1.2', '日本@1.2'],
] as const)('the handle in %s is %s', ([typed, handle]) => {
  expect(handleIn(typed)).toBe(handle);
});

describe('what stands before a name, and around it, is removed wherever a name is typed', () => {
  test.for([
    ['acct:@lain@social.test', 'lain@social.test'],
    ['ACCT:lain@social.test', 'lain@social.test'],
    [' \tacct:lain@social.test\n', 'lain@social.test'],
    ['\u2068@lain@social.test\u2069', 'lain@social.test'],
    ['@acct:lain', 'acct:lain'],
    // One `@` at most: of what is left, it may be a part.
    ['@@lain', '@lain'],
    ['acct:@@lain', '@lain'],
    ['acct:', ''],
    ['@', ''],
  ] as const)('%j is %j', ([typed, name]) => {
    expect([handleIn(typed), searchedIn(typed), withoutPrefix(typed)]).toEqual([name, name, name]);
  });

  test('but nothing of a web address, which each reads in its own way', () => {
    const address = 'https://social.test/users/lain';
    expect(withoutPrefix(` ${address} `)).toBe(address);
    expect(withoutPrefix(`acct:${address}`)).toBe(address);
    expect(searchedIn(`acct:${address}`)).toBe('lain@social.test');
    expect(domainIn(`ACCT:${address}`)).toBe('social.test');
  });
});

test.for([
  ['spam.example', 'spam.example'],
  [' Spam.EXAMPLE ', 'spam.example'],
  ['@spam.example', 'spam.example'],
  ['@spam1@spam.example', 'spam.example'],
  ['acct:spam1@spam.example', 'spam.example'],
  [' ACCT:Spam1@Spam.Example', 'spam.example'],
  ['https://spam.example/about', 'spam.example'],
  ['HTTP://Spam.Example:8080/', 'spam.example'],
  ['https://münchen.example/@bob', 'xn--mnchen-3ya.example'],
  ['münchen.example', 'xn--mnchen-3ya.example'],
  ['localhost', 'localhost'],
  ['https://', 'https://'],
  ['ि.example', 'ि.example'],
] as const)('the domain in %s is %s', ([typed, domain]) => {
  expect(domainIn(typed)).toBe(domain);
});

test('a web address has the forms in which it may be stored, and the name of its profile', () => {
  expect(webAddressIn('https://Spam.example/@bob/?x#y')).toEqual({
    forms: [
      'https://Spam.example/@bob/?x#y',
      'https://spam.example/@bob/?x#y',
      'https://spam.example/@bob/',
      'https://spam.example/@bob',
    ],
    host: 'spam.example',
    name: 'bob',
  });
  expect(webAddressIn('https://spam.example/users/b%20b')?.name).toBe('b b');
  expect(webAddressIn('https://spam.example/users/%zz')?.name).toBe('%zz');
  expect(webAddressIn('https://spam.example/about/more')?.name).toBeNull();
  expect(webAddressIn('spam.example')).toBeNull();
  expect(webAddressIn('https://')).toBeNull();
});

test.for([
  ['lain', 'lain'],
  [' @lain@social.test ', 'lain@social.test'],
  ['@@lain', '@lain'],
  ['acct:lain@social.test', 'lain@social.test'],
  ['https://social.test/users/lain', 'lain@social.test'],
  ['https://social.test/@spam1@spam.example', 'spam1@spam.example'],
  ['https://spam.example/about', 'spam.example'],
  ['https://spam.example', 'spam.example'],
] as const)('what is searched for %s is %s', ([typed, sought]) => {
  expect(searchedIn(typed)).toBe(sought);
});

test('the beginning of an internationalised domain finds the domains that people see begin so', () => {
  const { start, begins } = domainBeginning('blog.Mün');
  expect(start).toBe('blog.xn--');
  expect(begins('blog.xn--mnchen-3ya.example')).toBe(true);
  expect(begins('blog.xn--80adxhks.example')).toBe(false);
  expect(domainBeginning('Spam').start).toBe('spam');
  expect(domainBeginning('spam').begins('spam.example')).toBe(true);
  expect(asciiDomain('1.2')).toBe('1.2');
});
