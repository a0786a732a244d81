import { catalogue } from '../../commands/index.ts';
import type { Operation } from '../../src/operations/index.ts';
import { changeEmail } from '../../src/operations/instance/change-email.ts';
import { confirm } from '../../src/operations/instance/confirm.ts';
import { confirmAll, unconfirmAll } from '../../src/operations/instance/confirm-all.ts';
import { deleteActivities } from '../../src/operations/instance/delete-activities.ts';
import { fixFollowState } from '../../src/operations/instance/fix-follow-state.ts';
import { invite } from '../../src/operations/instance/invite.ts';
import { newUser } from '../../src/operations/instance/new-user.ts';
import { resetMfa } from '../../src/operations/instance/reset-mfa.ts';
import { resetPassword } from '../../src/operations/instance/reset-password.ts';
import { revokeInvite } from '../../src/operations/instance/revoke-invite.ts';
import { rm } from '../../src/operations/instance/rm.ts';
import { set } from '../../src/operations/instance/set.ts';
import { activate, deactivate } from '../../src/operations/instance/set-activation.ts';
import {
  activateAllFromInstance,
  deactivateAllFromInstance,
} from '../../src/operations/instance/set-activation-of-instance.ts';
import { signOut } from '../../src/operations/instance/sign-out.ts';
import { tag, untag } from '../../src/operations/instance/tags.ts';
import { deletePost } from '../../src/operations/posts/delete-post.ts';
import { unmarkSensitive } from '../../src/operations/posts/mark-post.ts';
import { setPostVisibility } from '../../src/operations/posts/set-post-visibility.ts';
import { deleteReportNote, noteReport } from '../../src/operations/reports/report-notes.ts';
import {
  dismissReports,
  reopenReports,
  resolveReports,
} from '../../src/operations/reports/set-report-state.ts';
import type { Json } from '../../src/text/reply.ts';
import { argsOfExample } from '../support/example-of.ts';
import { withReports } from '../support/reports.ts';

/**
 * Does an operation.
 *
 * @returns the action's number.
 */
export type Do = <Args extends object, Outcome extends Json>(
  operation: Operation<Args, Outcome>,
  args: Args,
) => Promise<number>;

export interface Trial {
  /** The operation, and the particular way of its trial. */
  readonly name: string;
  /** Statements to run first. */
  readonly setup?: string;
  readonly environment?: Readonly<Record<string, string>>;
  act(act: Do): Promise<number>;
}

/** Adds a picture to a post of lain's, and an answer of lain's to bob that only followers see. */
const pictureAndReply = `
  update objects set data = data || '{"attachment": [{"type": "Document", "url": [{"href": "https://social.test/a.png"}]}]}'
  where id = (select max(id) from objects where data ->> 'actor' like '%/users/lain' and data ->> 'type' = 'Note');
  insert into objects (data, inserted_at, updated_at) values
    ('{"id": "https://social.test/objects/asked", "type": "Note", "actor": "https://social.test/users/bob",
      "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [], "repliesCount": 3}', '2026-10-25', '2026-10-25'),
    ('{"id": "https://social.test/objects/answer", "type": "Note", "actor": "https://social.test/users/lain",
      "to": ["https://social.test/users/lain/followers"], "cc": [],
      "inReplyTo": "https://social.test/objects/asked"}', '2026-10-25', '2026-10-25');
  insert into activities (id, data, actor, local, recipients, inserted_at, updated_at) values (
    '000001a3-0000-0000-15c9-73e54f0d0000',
    '{"id": "https://social.test/activities/answer", "type": "Create", "actor": "https://social.test/users/lain",
      "object": "https://social.test/objects/answer", "to": ["https://social.test/users/lain/followers"], "cc": []}',
    'https://social.test/users/lain', true, array['https://social.test/users/lain/followers'], '2026-10-25', '2026-10-25')`;

/** A public post of lain's. */
const post = 'BCj5y0nFPP1WbYT2WW';

/** An open report about frank. */
const report = 'BCux8pqwkPlJvp1zyy';

/** Adds keys to its object. */
const withKeys = (keys: object): string => `
  update objects set data = data || '${JSON.stringify(keys)}'
  where data ->> 'id' = 'https://social.test/objects/90658abe-36cc-486c-81b4-f67c49a4d820'`;

const withPicture = withKeys({
  attachment: [{ type: 'Document', url: [{ href: 'https://social.test/a.png' }] }],
});

const newbie = {
  nickname: 'newbie',
  email: 'newbie@mail.example',
  admin: false,
  moderator: true,
  choose_password: false,
};

/** Operations in ways that differ in what they write. */
const chosen: readonly Trial[] = [
  { name: 'user.deactivate', act: (act) => act(deactivate, { nickname: 'lain', keep_followers: false }) },
  {
    name: 'user.deactivate keeping followers',
    act: (act) => act(deactivate, { nickname: 'bob', keep_followers: true }),
  },
  {
    name: 'user.deactivate of a remote account',
    act: (act) => act(deactivate, { nickname: 'friend1@friendly.example', keep_followers: false }),
  },
  {
    name: 'user.activate',
    setup: `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
      select f.id, l.id, 2, now(), now() from users f, users l where f.nickname = 'erin' and l.nickname = 'bob'
      on conflict do nothing`,
    act: (act) => act(activate, { nickname: 'erin' }),
  },
  {
    name: 'user.deactivate_all_from_instance',
    act: (act) =>
      act(deactivateAllFromInstance, {
        instance: 'spam.example',
        include_subdomains: true,
        keep_followers: false,
      }),
  },
  {
    name: 'user.activate_all_from_instance',
    act: (act) => act(activateAllFromInstance, { instance: 'spam.example', include_subdomains: false }),
  },
  {
    name: 'user.set',
    act: (act) =>
      act(set, { nickname: 'lain', admin: true, confirmed: false, locked: true, moderator: true }),
  },
  {
    name: 'user.set that loses report notifications',
    setup: `insert into notifications (user_id, activity_id, type, inserted_at, updated_at)
      select u.id, a.id, 'pleroma:report', now(), now() from users u, (select id from activities order by id limit 2) a where nickname = 'mo'`,
    act: (act) => act(set, { nickname: 'mo', moderator: false }),
  },
  {
    name: 'user.set that takes a confirmation',
    act: (act) => act(set, { nickname: 'dave', confirmed: true }),
  },
  { name: 'user.tag', act: (act) => act(tag, { nickname: 'lain', tags: ['x', 'y'] }) },
  { name: 'user.untag', act: (act) => act(untag, { nickname: 'heidi', tags: ['beta'] }) },
  {
    name: 'user.confirm',
    environment: { AKKOMA_AUTOFOLLOWED_NICKNAMES: 'BOB,lain', AKKOMA_AUTOFOLLOWING_NICKNAMES: 'ada' },
    act: (act) => act(confirm, { nickname: 'dave' }),
  },
  { name: 'user.confirm that takes it back', act: (act) => act(confirm, { nickname: 'lain' }) },
  { name: 'user.confirm_all', act: (act) => act(confirmAll, {}) },
  { name: 'user.unconfirm_all', act: (act) => act(unconfirmAll, {}) },
  { name: 'user.invite', act: (act) => act(invite, { expires_at: '2099-01-01', max_use: 3 }) },
  { name: 'user.revoke_invite', act: (act) => act(revokeInvite, { token: '#1' }) },
  {
    name: 'user.change_email',
    act: (act) => act(changeEmail, { nickname: 'lain', email: 'another@mail.example' }),
  },
  { name: 'user.reset_password', act: (act) => act(resetPassword, { nickname: 'lain' }) },
  { name: 'user.reset_mfa', act: (act) => act(resetMfa, { nickname: 'frank' }) },
  { name: 'user.sign_out', act: (act) => act(signOut, { nickname: 'gina' }) },
  {
    name: 'user.fix_follow_state',
    act: (act) => act(fixFollowState, { local_user: 'gina', remote_user: 'friend4@friendly.example' }),
  },
  { name: 'user.new', act: (act) => act(newUser, newbie) },
  {
    name: 'user.delete_activities',
    setup: pictureAndReply,
    act: (act) => act(deleteActivities, { nickname: 'lain' }),
  },
  {
    name: 'user.delete_activities with attachments',
    setup: pictureAndReply,
    environment: { AKKOMA_CLEANUP_ATTACHMENTS: 'true', AKKOMA_EXTERNAL_SEARCH: 'true' },
    act: (act) => act(deleteActivities, { nickname: 'lain' }),
  },
  { name: 'post.delete', setup: withPicture, act: (act) => act(deletePost, { post }) },
  {
    name: 'post.delete with attachments',
    setup: withPicture,
    environment: { AKKOMA_CLEANUP_ATTACHMENTS: 'true', AKKOMA_EXTERNAL_SEARCH: 'true' },
    act: (act) => act(deletePost, { post }),
  },
  {
    name: 'post.unmark_sensitive',
    setup: withKeys({ sensitive: true }),
    act: (act) => act(unmarkSensitive, { post }),
  },
  {
    name: 'post.set_visibility',
    act: (act) => act(setPostVisibility, { post, visibility: 'private' }),
  },
  {
    name: 'report.resolve',
    setup: withReports,
    act: (act) => act(resolveReports, { report }),
  },
  {
    name: 'report.dismiss of all about an account',
    setup: withReports,
    act: (act) => act(dismissReports, { all_of: 'frank' }),
  },
  {
    name: 'report.reopen',
    setup: withReports,
    act: (act) => act(reopenReports, { report: 'BCux92VngLZVC0EnKK' }),
  },
  {
    name: 'report.note',
    setup: `${withReports}
      insert into steward.staff_links (discord_id, discord_name, user_id, nickname, linked_by_id, linked_by_name)
      select 'console:tester', 'tester', id, nickname, '1', 'ivan' from users where nickname = 'ada' on conflict do nothing`,
    act: (act) => act(noteReport, { report, text: 'asked the other side' }),
  },
  {
    name: 'report.delete_note',
    setup: withReports,
    act: (act) => act(deleteReportNote, { note: 1 }),
  },
  { name: 'user.rm', act: (act) => act(rm, { nickname: 'lain', posts_first: true }) },
];

/** The other operations on Akkoma's tables, each by the example of its command. */
const examples = [...catalogue.operations.values()]
  .filter(
    ({ name, writes }) => typeof writes !== 'function' && Object.keys(writes).length > 0 && !isChosen(name),
  )
  .map(({ name }): Trial => {
    const command = catalogue.byOperation(name)?.command;
    if (command === undefined) throw new Error(`No command has the operation ${name}`);
    const { operation, parse } = command.definition;
    return { name, act: (act) => act(operation, parse(argsOfExample(command))) };
  });

function isChosen(operation: string): boolean {
  return chosen.some(({ name }) => name.split(' ')[0] === operation);
}

/** Every operation on Akkoma's tables, except undo. */
export const trials: readonly Trial[] = [...chosen, ...examples];
