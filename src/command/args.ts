import { z } from 'zod';
import { foldTag, tagOf } from '../akkoma/accounts/tags.ts';
import { domainIn, searchedIn, withoutEdges, withoutPrefix } from '../akkoma/lookup/typed-address.ts';
import { duration } from '../text/duration.ts';

/** Restricts text to what a database column and a terminal can both hold: no NUL, no lone surrogates. */
export const storable = (schema: z.ZodString) =>
  schema.regex(/^[^\0\p{Cs}]*$/u, 'must not contain NUL or incomplete characters');

/**
 * The nickname of a local account, or `nickname@host` of a remote one. Akkoma's own rules for new nicknames are
 * stricter, but existing nicknames, above all those of remote servers, do not have to follow them. An `@` or `acct:`
 * before it is dropped, and so is what is copied along with it. The address of a profile is taken too; `findUser` finds
 * whose it is.
 */
export const nickname = storable(z.string())
  .overwrite(withoutPrefix)
  .min(1, 'must not be empty')
  .max(255, 'must have at most 255 characters')
  .regex(
    /^[^\s\p{Cc}\p{Cf}]+$/u,
    'must be one word without invisible characters, such as lain or bob@remote.example',
  )
  .meta({
    description: 'Nickname, such as lain, or bob@remote.example for a remote account',
    suggest: 'nickname',
  });

/** The nickname of an account for a command that refuses remote ones. */
export const localNickname = nickname.meta({
  description: 'Nickname of a local account, such as lain',
  suggest: 'nickname',
});

/** The maximum number of accounts that one command names. With nicknames of usual length, Discord's option holds them. */
const mostAccounts = 100;

/**
 * One or more accounts, each in the forms of `nickname`. White space separates them, too, since no nickname has any: a
 * terminal passes them as words, and people paste them as lines.
 */
export const accounts = (description: string, suggest: 'nickname' | 'signUp') =>
  z
    .array(storable(z.string()))
    .transform((items) =>
      items.flatMap((item) => withoutEdges(item).split(/\s+/)).filter((each) => each !== ''),
    )
    .pipe(
      z
        .array(nickname)
        .min(1, 'must have at least one account')
        .max(mostAccounts, `must have at most ${mostAccounts} accounts`),
    )
    .meta({ description, suggest });

/**
 * One or more tags, or their labels in a suggestion. The length is checked after folding, which makes some letters two:
 * Akkoma's column is varchar(255).
 */
export const tags = (description: string, suggest: 'tag' | 'ownTag') =>
  z
    .array(
      storable(z.string())
        .overwrite(tagOf)
        .min(1, 'must not be empty')
        .refine((tag) => [...foldTag(tag)].length <= 255, 'must have at most 255 characters'),
    )
    .min(1, 'must have at least one tag')
    .max(100, 'must have at most 100 tags')
    .meta({ description, suggest });

/** Labels of letters and digits. A label may contain hyphens and underscores, but not at its ends. */
const hostName =
  /^(?=.{1,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}])?$/u;

/**
 * The host of another instance, in lower case and ASCII. The address of one of its pages and the handle of one of its
 * accounts mean their host.
 */
export const host = storable(z.string())
  .overwrite(domainIn)
  .regex(hostName, 'must be a whole domain, such as spam.example')
  .meta({ description: 'Domain of the other instance, such as spam.example', suggest: 'host' });

export const includeSubdomains = z
  .boolean()
  .default(false)
  .meta({ description: 'Include its subdomains, such as sub.spam.example' });

/** How long an action lasts before it is undone automatically. */
export const forTime = duration({ min: '1m', max: '366d' })
  .optional()
  .meta({ description: 'For how long, such as 7d; then it reverts automatically' });

/** The mail preset for the owner of the account. Nobody is notified where it is not given. */
export const notify = storable(z.string())
  .overwrite((typed) => typed.trim())
  .min(1, 'must not be empty')
  .max(32, 'must have at most 32 characters')
  .optional()
  .meta({ description: 'Mail preset: notifies the owner by e-mail', suggest: 'mailPreset' });

/** An optional filter: yes, no, or, if omitted, either. */
export const filter = (description: string) => z.boolean().optional().meta({ description });

/** A search text, short enough for the `custom_id` of a button. */
export const searchText = (description: string) =>
  storable(z.string())
    .overwrite(searchedIn)
    .min(1, 'must not be empty')
    .max(50, 'must have at most 50 characters')
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'must not contain invisible characters')
    .meta({ description });

/** Words to search names for. All other characters between them count as a space. */
export const words = (description: string) =>
  storable(z.string())
    .overwrite((typed) => typed.replace(/[^\p{L}\p{N}_]+/gu, ' ').trim())
    .min(1, 'must contain at least one letter or digit')
    .max(40, 'must have at most 40 characters')
    .optional()
    .meta({ description });

/**
 * A person: in Discord a member, whose id it gives; in a terminal a name, with an `@` before it or not, a mention, or the
 * id that their actions are stored under. `findPerson` and `findMember` find whom it means.
 */
export const person = (description: string, inTerminal = `${description}: a name or an id`) =>
  storable(z.string())
    .overwrite((typed) =>
      typed
        .trim()
        .replace(/^<@!?(\d+)>$/, '$1')
        .replace(/^@/, ''),
    )
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters')
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'must not contain invisible characters')
    .meta({ description, inTerminal, shown: 'person' });
