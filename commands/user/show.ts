import { z } from 'zod';
import { listActionsOn } from '../../src/actions/index.ts';
import { readUserDetails, type UserDetails } from '../../src/akkoma/lookup/user-details.ts';
import { countOpenReports } from '../../src/akkoma/reports/index.ts';
import {
  accountNumbers,
  type Catalogue,
  counted,
  defineQueryCommand,
  latestActionsField,
  mostLatestActions,
  nickname,
  openReports,
  unlessZero,
} from '../../src/command/index.ts';
import { type Ending, endingOf, listNotes, type Note } from '../../src/operations/index.ts';
import { htmlToText } from '../../src/text/html-to-text.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { code, joinTexts, oneLine, person, type Text, text } from '../../src/text/text.ts';
import { approvesFollowers } from './account-line.ts';

/**
 * `/user show`: shows what staff need to know about an account. Only admins see the e-mail address.
 *
 * @param catalogue returns the registry that contains this command.
 */
export const createUserShow = (catalogue: () => Catalogue) =>
  defineQueryCommand({
    name: 'show',
    description: 'Show the details of an account',
    example: 'user show lain',
    visibility: 'private',
    reads: [
      'activities',
      'following_relationships',
      'oauth_tokens',
      'password_reset_tokens',
      'user_relationships',
    ],
    args: z.strictObject({ nickname }),

    async read(context, args) {
      const { em, instance, may } = context;
      const withEmail = may('sensitive');
      const user = await readUserDetails(em, instance, args.nickname, withEmail);
      const target = user.nickname ?? user.address;
      const ending = user.active ? null : await endingOf(em, user.id);
      const latest = await listActionsOn(em, { ...user, target }, mostLatestActions);
      const notes = await listNotes(em, user.id);
      const reports = await countOpenReports(em, user.apId);
      const about = htmlToText(user.bio);
      return {
        tone: 'information',
        line: text`${target}: ${stateOf(user)}${endOf(ending)}`,
        title: text`${user.name?.trim() || target}`,
        ...(about === '' ? {} : { body: text`${about}` }),
        account: { name: target, profile: user.profile, avatar: user.avatar },
        fields: [
          ...(user.removed ? addressOf(user) : fieldsOf(user, reports)),
          ...notesField(notes),
          ...latestActionsField(latest, catalogue(), { withRequester: true }),
        ],
        footer: text`ID ${user.id}`,
        data: {
          ...dataOf(user, reports, withEmail),
          reverts_at: isoOf(ending?.until ?? null),
          notes: notes.map(noteData),
        },
      };
    },
  });

/** How many of the newest notes are shown. */
const mostNotes = 5;

function notesField(notes: readonly Note[]): ReplyField[] {
  if (notes.length === 0) return [];
  const lines = notes
    .slice(0, mostNotes)
    .map(
      ({ id, text: words, authorId, author, writtenAt }) =>
        text`#${id} ${oneLine(words, 150)} · ${person(authorId, oneLine(author, 40))} ${writtenAt}`,
    );
  const more = notes.length - mostNotes;
  return [{ name: 'Notes', value: joinTexts(more > 0 ? [...lines, text`and ${more} older`] : lines, '\n') }];
}

const noteData = ({ id, text: words, author, writtenAt }: Note) => ({
  id,
  text: words,
  author,
  written_at: writtenAt.toISOString(),
});

function stateOf(user: UserDetails): Text {
  if (user.removed) return text`deleted; only the empty account is left.`;
  const marks = [
    user.local ? 'local' : 'remote',
    user.active ? 'active' : 'deactivated',
    ...(user.confirmed ? [] : ['unconfirmed']),
    ...(user.approved ? [] : ['awaiting approval']),
    ...(user.locked ? [approvesFollowers] : []),
    ...(user.admin ? ['admin'] : []),
    ...(user.moderator ? ['moderator'] : []),
    ...(user.passwordResetPending ? ['password reset required'] : []),
    ...(user.invisible ? ['invisible'] : []),
    ...(user.suggested ? ['suggested'] : []),
  ];
  return [`${marks.join(', ')}.`];
}

/** When the deactivation of the account ends by itself. */
const endOf = (ending: Ending | null): Text =>
  ending === null
    ? []
    : text` The deactivation reverts automatically ${ending.until} (action ${ending.action}).`;

/** Of a deleted account, nothing but the address means anything. */
const addressOf = ({ address }: UserDetails): ReplyField[] => [{ name: 'URL', value: code(address) }];

function fieldsOf(user: UserDetails, reports: number): ReplyField[] {
  const field = (name: string, ...parts: readonly (Text | null)[]): ReplyField[] => {
    const shown = parts.filter((part) => part !== null);
    return shown.length === 0 ? [] : [{ name, value: joinTexts(shown, ' · ') }];
  };
  const list = (values: readonly string[]): Text | null =>
    values.length === 0 ? null : text`${values.join(', ')}`;
  const reason = user.registrationReason?.trim();
  return [
    ...field(
      'Account',
      ...accountNumbers({ ...user, since: user.registeredAt }),
      user.local
        ? unlessZero(user.following, 'following', 'following')
        : unlessZero(user.following, 'local account followed', 'local accounts followed'),
    ),
    ...field(
      'Last seen',
      user.lastActiveAt === null ? null : text`Active ${user.lastActiveAt}`,
      user.lastPostAt === null ? null : text`Posted ${user.lastPostAt}`,
    ),
    ...(user.local
      ? field(
          'Access',
          counted(user.sessions, 'session', 'sessions'),
          user.hasSecondFactor ? text`2FA on` : text`2FA off`,
          unlessZero(user.unusedResetLinks, 'unused reset link', 'unused reset links'),
        )
      : []),
    ...field('Pending', unlessZero(user.followRequests, 'follow request', 'follow requests')),
    ...field(
      'Others',
      openReports(reports),
      unlessZero(user.blockedBy, 'account blocks it', 'accounts block it'),
      unlessZero(user.mutedBy, 'account mutes it', 'accounts mute it'),
    ),
    ...field('Type', user.actorType === 'Person' ? null : text`${user.actorType}`),
    ...field('E-mail', user.email === null ? null : text`${user.email}`),
    ...addressOf(user),
    ...field('Tags', list(user.tags)),
    ...field('Also known as', list(user.alsoKnownAs)),
    ...field('Reason for registration', reason === undefined || reason === '' ? null : text`${reason}`),
  ];
}

const isoOf = (value: Date | null): string | null => value?.toISOString() ?? null;

const dataOf = (user: UserDetails, reports: number, withEmail: boolean) => ({
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
  suggested: user.suggested,
  password_reset_pending: user.passwordResetPending,
  tags: user.tags,
  registered: isoOf(user.registeredAt),
  last_active: isoOf(user.lastActiveAt),
  last_post: isoOf(user.lastPostAt),
  posts: user.posts,
  followers: user.followers,
  following: user.following,
  follow_requests: user.followRequests,
  open_reports: reports,
  blocked_by: user.blockedBy,
  muted_by: user.mutedBy,
  sessions: user.sessions,
  second_factor: user.hasSecondFactor,
});
