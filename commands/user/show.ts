import { z } from 'zod';
import type { User } from '../../entities/akkoma/index.ts';
import { type AccountNumbers, countAround, isRemoved } from '../../src/akkoma/accounts/account.ts';
import { findUser } from '../../src/akkoma/lookup/find-user.ts';
import { defineReading, nickname } from '../../src/command/index.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { type Text, text } from '../../src/text/text.ts';

/**
 * `/user show`: what staff want to know of an account. Password hash, keys, tokens, second factor and the like are never
 * read into the answer; the e-mail address is for admins.
 */
export const show = defineReading({
  name: 'show',
  description: 'Show what is known of an account',
  example: 'user show lain',
  visibility: 'private',
  args: z.strictObject({ nickname }),

  async read({ em, instance, may }, args) {
    const user = await findUser(em, instance, args.nickname);
    const numbers = await countAround(em, user);
    const withAddress = may('sensitive');
    const target = user.nickname ?? user.apId;
    return {
      tone: 'information',
      line: [...text`${target}: `, ...stateOf(user)],
      title: text`${user.name?.trim() || target}`,
      ...(aboutText(user) === '' ? {} : { body: text`${aboutText(user)}` }),
      fields: fieldsOf(user, numbers, withAddress),
      footer: text`id ${user.id}`,
      data: dataOf(user, numbers, withAddress),
    };
  },
});

function stateOf(user: User): Text {
  if (isRemoved(user)) return text`removed; only the empty account is left.`;
  const marks = [
    user.local ? 'local' : 'remote',
    user.isActive ? 'active' : 'deactivated',
    ...(user.isConfirmed ? [] : ['unconfirmed']),
    ...(user.isApproved ? [] : ['awaiting approval']),
    ...(user.isLocked ? ['locked'] : []),
    ...(user.isAdmin ? ['admin'] : []),
    ...(user.isModerator ? ['moderator'] : []),
    ...(user.passwordResetPending ? ['must reset the password'] : []),
    ...(user.invisible ? ['invisible'] : []),
    ...(user.isSuggested ? ['suggested to others'] : []),
  ];
  return [`${marks.join(', ')}.`];
}

function fieldsOf(user: User, numbers: AccountNumbers, withAddress: boolean): ReplyField[] {
  const inline = (name: string, value: Text | null): ReplyField[] =>
    value === null ? [] : [{ name, value, inline: true }];
  const whole = (name: string, value: Text | null): ReplyField[] => (value === null ? [] : [{ name, value }]);
  const time = (value: Date | null | undefined): Text | null => (value ? text`${value}` : null);
  return [
    ...inline(user.local ? 'Registered' : 'First seen', time(user.insertedAt)),
    ...inline('Last active', time(user.lastActiveAt)),
    ...inline('Last post', time(user.lastStatusAt)),
    ...inline('Posts', text`${user.noteCount}`),
    ...inline('Followers', text`${user.followerCount}`),
    ...inline('Following', text`${user.followingCount}`),
    ...(numbers.requests > 0 ? inline('Follow requests waiting', text`${numbers.requests}`) : []),
    ...inline('Blocked / muted by', text`${numbers.blockedBy} / ${numbers.mutedBy}`),
    ...(user.local ? inline('Sessions', text`${numbers.sessions}`) : []),
    ...(user.local ? inline('Second factor', hasSecondFactor(user) ? text`on` : text`off`) : []),
    ...(user.local && numbers.resets > 0 ? inline('Unused reset links', text`${numbers.resets}`) : []),
    ...(user.actorType === 'Person' ? [] : inline('Kind of account', text`${user.actorType}`)),
    ...(withAddress ? whole('E-mail', user.email == null ? null : text`${user.email}`) : []),
    ...whole('Address', text`${user.uri ?? user.apId}`),
    ...whole('Tags', (user.tags ?? []).length === 0 ? null : text`${(user.tags ?? []).join(', ')}`),
    ...whole('Also known as', user.alsoKnownAs.length === 0 ? null : text`${user.alsoKnownAs.join(', ')}`),
    ...whole(
      'Why they registered',
      user.registrationReason?.trim() ? text`${user.registrationReason}` : null,
    ),
  ];
}

/** The profile's text as plain words: remote servers send HTML. */
function aboutText({ rawBio, bio }: User): string {
  return (rawBio ?? bio)
    .replace(/<br\s*\/?>|<\/p>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .trim();
}

const hasSecondFactor = (user: User): boolean =>
  user.multiFactorAuthenticationSettings?.totp?.confirmed === true;

const isoOf = (value: Date | null | undefined): string | null => value?.toISOString() ?? null;

const dataOf = (user: User, numbers: AccountNumbers, withAddress: boolean) => ({
  id: user.id,
  nickname: user.nickname ?? null,
  name: user.name ?? null,
  ...(withAddress ? { email: user.email ?? null } : {}),
  address: user.uri ?? user.apId,
  local: user.local,
  active: user.isActive,
  confirmed: user.isConfirmed,
  approved: user.isApproved,
  locked: user.isLocked,
  admin: user.isAdmin,
  moderator: user.isModerator,
  removed: isRemoved(user),
  tags: user.tags ?? [],
  registered: isoOf(user.insertedAt),
  last_active: isoOf(user.lastActiveAt),
  last_post: isoOf(user.lastStatusAt),
  posts: user.noteCount,
  followers: user.followerCount,
  following: user.followingCount,
  follow_requests: numbers.requests,
  blocked_by: numbers.blockedBy,
  muted_by: numbers.mutedBy,
  sessions: numbers.sessions,
  second_factor: hasSecondFactor(user),
});
