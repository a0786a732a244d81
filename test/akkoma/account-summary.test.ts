import { describe, expect, test } from 'vitest';
import { picturesOf } from '../../src/akkoma/lookup/account-summary.ts';

const instance = { host: 'social.test' };
const remote = 'https://remote.example/users/bob';

/** An avatar as Akkoma stores it. */
const avatarAt = (href: unknown) => ({ type: 'Image', url: [{ type: 'Link', href }] });

const of = (differs: Partial<Parameters<typeof picturesOf>[0]>) =>
  picturesOf({ apId: remote, uri: null, avatar: null, ...differs }, instance);

describe('the picture of an account', () => {
  test.for([
    ['on the instance, which caches it', 'https://social.test/proxy/a.png'],
    ['on the account’s own host', 'https://remote.example/media/b%20c.png?d=1'],
  ] as const)('is shown where it is %s', ([, href]) => {
    expect(of({ avatar: avatarAt(href) }).avatar).toBe(href);
  });

  test.for([
    ['http', 'http://remote.example/a.png'],
    ['another scheme', 'javascript:alert(1)//remote.example'],
    ['another scheme with a host', 'ftp://remote.example/a.png'],
    ['another host', 'https://evil.example/a.png'],
    ['a host that only ends like it', 'https://evil-remote.example/a.png'],
    ['a host under it', 'https://media.remote.example/a.png'],
    ['a host that only begins like it', 'https://remote.example.evil.example/a.png'],
    ['the host as a user', 'https://remote.example@evil.example/a.png'],
    ['a user on the host', 'https://evil@remote.example/a.png'],
    ['a user and a password on the host', 'https://evil:x@remote.example/a.png'],
    ['only a password', 'https://:x@remote.example/a.png'],
    ['no address', 'a.png'],
    ['an empty one', ''],
    ['a number', 3],
    ['a list', ['https://remote.example/a.png']],
    ['nothing', null],
  ] as const)('is not shown where its address is %s', ([, href]) => {
    expect(of({ avatar: avatarAt(href) }).avatar).toBeNull();
  });

  test.for([
    ['no avatar', null],
    ['an avatar without addresses', { type: 'Image' }],
    ['an avatar with an empty list of addresses', { url: [] }],
    ['an avatar with an address that is not in a list', { url: 'https://remote.example/a.png' }],
    ['an avatar with an address that is no object', { url: ['https://remote.example/a.png'] }],
    ['an avatar with null for an address', { url: [null] }],
  ])('is not shown for %s', ([, avatar]) => {
    expect(of({ avatar: avatar as Record<string, unknown> | null }).avatar).toBeNull();
  });
});

describe('the profile of an account', () => {
  test('is its page, or else its id', () => {
    expect(of({ uri: 'https://remote.example/@bob' }).profile).toBe('https://remote.example/@bob');
    expect(of({}).profile).toBe(remote);
  });

  test.for(['https://evil.example/@bob', 'http://remote.example/@bob', 'bob', ''])(
    'is its id where its page is %j',
    (uri) => {
      expect(of({ uri }).profile).toBe(remote);
    },
  );

  test('is not linked where its id may not be, either', () => {
    expect(of({ apId: 'http://remote.example/users/bob' }).profile).toBeNull();
    expect(of({ apId: 'https://x@remote.example/users/bob' }).profile).toBeNull();
    expect(of({ apId: 'bob', uri: 'https://evil.example/@bob' }).profile).toBeNull();
  });
});
