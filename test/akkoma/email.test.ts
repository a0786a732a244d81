import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findUser } from '../../src/akkoma/lookup/find-user.ts';
import { emailFault, isEmailTaken } from '../../src/akkoma/registration/email.ts';
import { testDatabase } from '../support/database.ts';
import { instanceWith } from '../support/instance.ts';
import { performOn } from '../support/perform.ts';

const settingsWith = (environment: Readonly<Record<string, string>> = {}) =>
  instanceWith(environment).settings;

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const from = (characters: readonly string[], maxLength: number) =>
  fc
    .array(fc.constantFrom(...characters), { minLength: 1, maxLength })
    .map((characters) => characters.join(''));

const localPart = from([...letters, ...".!#$%&'*+/=?^_`{|}~-"], 64);
const label = fc
  .tuple(fc.constantFrom(...letters), from([...letters, '-'], 61), fc.constantFrom(...letters))
  .map((parts) => parts.join(''));
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));

describe('the form of an e-mail address', () => {
  test('every address that follows the rules is accepted, one with a single label too', () => {
    fc.assert(
      fc.property(localPart, host, (name, at) => {
        expect(emailFault(`${name}@${at}`, settingsWith())).toBeNull();
      }),
    );
  });

  test('a character outside the rules makes it invalid at any position', () => {
    const foreign = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
      .filter((character) => !/^[\w.!#$%&'*+/=?^`{|}~-]$/.test(character));
    fc.assert(
      fc.property(localPart, host, foreign, fc.nat(), (name, at, character, seed) => {
        const good = `${name}@${at}`;
        const place = seed % (good.length + 1);
        const spoiled = good.slice(0, place) + character + good.slice(place);
        expect(emailFault(spoiled, settingsWith())).toMatch(/must be an e-mail address/);
      }),
    );
  });

  test('a label of 64 characters, or with a hyphen at an end, or empty, is refused', () => {
    const badLabel = fc.oneof(
      from(letters, 1).map((letter) => letter.repeat(64)),
      label.map((good) => `-${good}`.slice(0, 63)),
      label.map((good) => `${good.slice(0, 62)}-`),
      fc.constant(''),
    );
    fc.assert(
      fc.property(localPart, badLabel, host, fc.boolean(), (name, bad, at, first) => {
        const whole = first ? `${bad}.${at}` : `${at}.${bad}`;
        expect(emailFault(`${name}@${whole}`, settingsWith())).toMatch(/must be an e-mail address/);
      }),
    );
  });

  test.for(['lain', '@host', 'lain@', 'a@b@c', 'lain@host\n', ' lain@host', 'lain@ho_st', 'lain@host.'])(
    '%j is refused',
    (email) => {
      expect(emailFault(email, settingsWith())).toMatch(/must be an e-mail address/);
    },
  );

  test('a long text without an address in it is refused quickly', () => {
    const startedAt = performance.now();
    expect(emailFault(`a@${'a-'.repeat(50_000)}`, settingsWith())).toMatch(/must be an e-mail address/);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

test('an account may be without an address, unless accounts are activated by e-mail', () => {
  expect(emailFault('', settingsWith())).toBeNull();
  expect(emailFault('', settingsWith({ AKKOMA_ACCOUNT_ACTIVATION_REQUIRED: 'true' }))).toMatch(
    /must not be empty/,
  );
});

test('a blacklisted domain and its subdomains are refused in any case; a domain that only ends alike is not', () => {
  const settings = settingsWith({ AKKOMA_EMAIL_BLACKLIST: 'Trash.example, other.example' });
  const refused = /does not accept/;
  fc.assert(
    fc.property(localPart, label, (name, below) => {
      expect(emailFault(`${name}@trash.example`, settings)).toMatch(refused);
      expect(emailFault(`${name}@${below}.TRASH.example`, settings)).toMatch(refused);
      expect(emailFault(`${name}@${below.slice(0, 30)}trash.example`, settings)).toBeNull();
      expect(emailFault(`${name}@trash.example.${below}`, settings)).toBeNull();
    }),
  );
});

describe('an address of another account', () => {
  const database = testDatabase();

  test('is taken in any case, by deactivated accounts too, but not by the account itself', async () => {
    const { database: orm, dependencies } = performOn(database.url);
    const em = orm.em.fork();
    const lain = await findUser(em, dependencies.instance, 'lain');

    expect(await isEmailTaken(em, 'LAIN@Social.Example')).toBe(true);
    expect(await isEmailTaken(em, 'erin@social.example')).toBe(true);
    expect(await isEmailTaken(em, 'nobody@social.example')).toBe(false);
    expect(await isEmailTaken(em, 'LAIN@social.example', lain)).toBe(false);
    expect(await isEmailTaken(em, 'erin@social.example', lain)).toBe(true);
  });
});
