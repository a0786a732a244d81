import { z } from 'zod';
import { readUserDetails, type UserDetails } from '../../src/akkoma/lookup/user-details.ts';
import { defineQueryCommand, nickname } from '../../src/command/index.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { type Text, text } from '../../src/text/text.ts';

/** `/user show`: shows what staff need to know about an account. Only admins see the e-mail address. */
export const show = defineQueryCommand({
  name: 'show',
  description: 'Show the details of an account',
  example: 'user show lain',
  visibility: 'private',
  reads: ['following_relationships', 'oauth_tokens', 'password_reset_tokens', 'user_relationships'],
  args: z.strictObject({ nickname }),

  async read({ em, instance, may }, args) {
    const withEmail = may('sensitive');
    const user = await readUserDetails(em, instance, args.nickname, withEmail);
    const target = user.nickname ?? user.address;
    const about = plainWords(user.bio);
    return {
      tone: 'information',
      line: [...text`${target}: `, ...stateOf(user)],
      title: text`${user.name?.trim() || target}`,
      ...(about === '' ? {} : { body: text`${about}` }),
      fields: fieldsOf(user),
      footer: text`ID ${user.id}`,
      data: dataOf(user, withEmail),
    };
  },
});

function stateOf(user: UserDetails): Text {
  if (user.removed) return text`deleted; only the empty account is left.`;
  const marks = [
    user.local ? 'local' : 'remote',
    user.active ? 'active' : 'deactivated',
    ...(user.confirmed ? [] : ['unconfirmed']),
    ...(user.approved ? [] : ['awaiting approval']),
    ...(user.locked ? ['locked'] : []),
    ...(user.admin ? ['admin'] : []),
    ...(user.moderator ? ['moderator'] : []),
    ...(user.passwordResetPending ? ['password reset required'] : []),
    ...(user.invisible ? ['invisible'] : []),
    ...(user.suggested ? ['suggested'] : []),
  ];
  return [`${marks.join(', ')}.`];
}

function fieldsOf(user: UserDetails): ReplyField[] {
  const inline = (name: string, value: Text | null): ReplyField[] =>
    value === null ? [] : [{ name, value, inline: true }];
  const whole = (name: string, value: Text | null): ReplyField[] => (value === null ? [] : [{ name, value }]);
  const time = (value: Date | null): Text | null => (value === null ? null : text`${value}`);
  const list = (values: readonly string[]): Text | null =>
    values.length === 0 ? null : text`${values.join(', ')}`;
  return [
    ...inline(user.local ? 'Registered' : 'First seen', time(user.registeredAt)),
    ...inline('Last active', time(user.lastActiveAt)),
    ...inline('Last post', time(user.lastPostAt)),
    ...inline('Posts', text`${user.posts}`),
    ...inline('Followers', text`${user.followers}`),
    ...inline('Following', text`${user.following}`),
    ...(user.followRequests > 0 ? inline('Pending follow requests', text`${user.followRequests}`) : []),
    ...inline('Blocked / muted by', text`${user.blockedBy} / ${user.mutedBy}`),
    ...(user.local ? inline('Sessions', text`${user.sessions}`) : []),
    ...(user.local ? inline('2FA', user.hasSecondFactor ? text`on` : text`off`) : []),
    ...(user.local && user.unusedResetLinks > 0
      ? inline('Unused reset links', text`${user.unusedResetLinks}`)
      : []),
    ...(user.actorType === 'Person' ? [] : inline('Type', text`${user.actorType}`)),
    ...whole('E-mail', user.email === null ? null : text`${user.email}`),
    ...whole('URL', text`${user.address}`),
    ...whole('Tags', list(user.tags)),
    ...whole('Also known as', list(user.alsoKnownAs)),
    ...whole(
      'Reason for registration',
      user.registrationReason?.trim() ? text`${user.registrationReason}` : null,
    ),
  ];
}

/** Converts the text of a profile to plain text, because remote servers send HTML. */
const plainWords = (bio: string): string =>
  bio
    .replace(/<br\s*\/?>|<\/p>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .trim();

const isoOf = (value: Date | null): string | null => value?.toISOString() ?? null;

const dataOf = (user: UserDetails, withEmail: boolean) => ({
  id: user.id,
  nickname: user.nickname,
  name: user.name,
  ...(withEmail ? { email: user.email } : {}),
  address: user.address,
  local: user.local,
  active: user.active,
  confirmed: user.confirmed,
  approved: user.approved,
  locked: user.locked,
  admin: user.admin,
  moderator: user.moderator,
  removed: user.removed,
  tags: user.tags,
  registered: isoOf(user.registeredAt),
  last_active: isoOf(user.lastActiveAt),
  last_post: isoOf(user.lastPostAt),
  posts: user.posts,
  followers: user.followers,
  following: user.following,
  follow_requests: user.followRequests,
  blocked_by: user.blockedBy,
  muted_by: user.mutedBy,
  sessions: user.sessions,
  second_factor: user.hasSecondFactor,
});
