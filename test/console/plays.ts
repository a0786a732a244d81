import type { RecordedRelease } from '../support/recording.ts';
import type { Changes } from '../support/snapshot.ts';
import { withJobsOf316 } from '../support/with-jobs-of-316.ts';

/** How a recording of the real command line is replayed with ours. */
export interface Play {
  /** The arguments after `user`, in order. */
  readonly commands: readonly (readonly string[])[];
  /** 1 where ours refuses, 2 for an invalid value; the real command exits with 0 even when it finds nothing. */
  readonly exit: 0 | 1 | 2;
  /** Adjusts the rows for a decision, where the manual and the code of the real command disagree. */
  adjust?(recorded: Changes): Changes;
  /** Whether it is recorded from the server itself, and so from 3.13.2 alone. */
  readonly unfollows?: true;
}

/** The changes that a play must make on the tables of a release. */
export function adjusted(recorded: Changes, { adjust, unfollows }: Play, release: RecordedRelease): Changes {
  const expected = adjust === undefined ? recorded : adjust(recorded);
  return unfollows === true && release === '3.16.0' ? withJobsOf316(expected) : expected;
}

const done = (...commands: readonly (readonly string[])[]): Play => ({ commands, exit: 0 });
const refused = (...commands: readonly (readonly string[])[]): Play => ({ commands, exit: 1 });
const unchanged = (...commands: readonly (readonly string[])[]): Play => ({ commands, exit: 0 });
const invalid = (...commands: readonly (readonly string[])[]): Play => ({ commands, exit: 2 });

/** Ours confirms and unconfirms only active accounts in bulk; the real command includes these too. */
const exceptDeactivated =
  (...nicknames: readonly string[]) =>
  ({ users, ...others }: Changes): Changes => ({
    ...others,
    users: { updated: (users?.updated ?? []).filter(({ key }) => !nicknames.includes(String(key.nickname))) },
  });

/** Ours leaves two-factor authentication alone where it is off; the real command writes the row. */
const nothing = (): Changes => ({});

/** Ours unconfirms an account that is confirmed already, as `set --no-confirmed` would. */
const lainUnconfirmed: Changes = {
  users: {
    updated: [
      {
        key: { nickname: 'lain' },
        set: {
          updated_at: ['2026-10-24T02:47:09', '<now>'],
          is_confirmed: [true, false],
          confirmation_token: [null, '<token, 44 characters>'],
        },
      },
    ],
  },
};

/** The recorded day will be in the past one day, and ours creates no invite that has expired. */
const farDay = '9999-12-31';

const expiringOn =
  (day: string) =>
  ({ user_invite_tokens: { inserted = [] } = {} }: Changes): Changes => ({
    user_invite_tokens: { inserted: inserted.map((row) => ({ ...row, expires_at: day })) },
  });

/**
 * Every recording by its name. With `--keep-followers` and `--no-posts-first` ours does what the real command does;
 * without them it follows the manual, which other tests check.
 */
export const plays: Readonly<Record<string, Play>> = {
  'activate-active': unchanged(['activate', 'lain']),
  'activate-deactivate': done(['activate', 'erin'], ['deactivate', 'erin', '--keep-followers']),
  'activate-erin': done(['activate', 'erin']),
  'activate-missing': refused(['activate', 'nobody']),
  'activate-remote': done(['activate', 'spam21@spam.example']),
  'confirm-all': { ...done(['confirm_all', '-y']), adjust: exceptDeactivated('judy') },
  'confirm-dave': done(['confirm', 'dave']),
  'confirm-lain': { ...done(['confirm', 'lain', '-y']), adjust: () => lainUnconfirmed },
  'deactivate-all-friendly': done([
    'deactivate_all_from_instance',
    'friendly.example',
    '--keep-followers',
    '-y',
  ]),
  'deactivate-all-unknown': refused(['deactivate_all_from_instance', 'unknown.example', '-y']),
  'deactivate-inactive': unchanged(['deactivate', 'erin']),
  'deactivate-lain': done(['deactivate', 'lain', '--keep-followers']),
  'deactivate-missing': refused(['deactivate', 'nobody']),
  'deactivate-remote-followed': done(['deactivate', 'spam1@spam.example', '--keep-followers']),
  'delete-activities-lain': {
    ...done(['delete_activities', 'lain', '-y']),
    adjust: withTheBoostsOwnTime,
  },
  'delete-activities-none': unchanged(['delete_activities', 'dave', '-y']),
  'documented-deactivate-bob': { ...done(['deactivate', 'bob']), unfollows: true },
  'fix-follow-discrepancy': done(['fix_follow_state', 'gina', 'friend4@friendly.example']),
  'fix-follow-fine': unchanged(['fix_follow_state', 'lain', 'friend1@friendly.example']),
  'fix-follow-no-data': refused(['fix_follow_state', 'dave', 'friend1@friendly.example']),
  'fix-follow-no-local': refused(['fix_follow_state', 'nobody', 'friend1@friendly.example']),
  'invite-bad-date': invalid(['invite', '--expires-at', '2027-13-45']),
  'invite-expires': { ...done(['invite', '--expires-at', farDay]), adjust: expiringOn(farDay) },
  'invite-max-use': done(['invite', '--max-use', '3']),
  'invite-one-time': done(['invite']),
  invites: done(['invites']),
  list: done(['list']),
  'reset-mfa-frank': done(['reset_mfa', 'frank']),
  'reset-mfa-none': { ...unchanged(['reset_mfa', 'lain']), adjust: nothing },
  'reset-password-lain': done(['reset_password', 'lain']),
  'reset-password-missing': refused(['reset_password', 'nobody']),
  'revoke-invite': done(['revoke_invite', 'known-token-1']),
  'revoke-invite-missing': refused(['revoke_invite', 'no-such-token']),
  'set-admin': done(['set', 'lain', '--admin']),
  'set-everything': done(['set', 'lain', '--admin', '--confirmed', '--locked', '--moderator']),
  'set-missing': refused(['set', 'nobody', '--admin']),
  'set-no-moderator': done(['set', 'mo', '--no-moderator']),
  'sign-out-gina': done(['sign_out', 'gina']),
  'sign-out-missing': refused(['sign_out', 'nobody']),
  'new-all-options': done([
    'new',
    'newbie',
    'newbie@mail.example',
    '--name',
    'New Bie',
    '--bio',
    'hello #world',
    '--password',
    's3cret-pass',
    '--moderator',
    '--admin',
    '-y',
  ]),
  'new-invalid-email': invalid(['new', 'newbie', 'not-an-email', '-y']),
  'new-invalid-nickname': invalid(['new', 'bad nick!', 'other@mail.example', '-y']),
  'new-minimal': done(['new', 'newbie', 'newbie@mail.example', '-y']),
  'new-nickname-taken': invalid(['new', 'lain', 'other@mail.example', '-y']),
  'new-with-password': done(['new', 'New_Bie-2', 'newbie2@mail.example', '--password', 's3cret-pass', '-y']),
  'rm-lain': done(['rm', 'lain', '--no-posts-first', '-y']),
  'rm-missing': refused(['rm', 'nobody', '-y']),
  'rm-remote': refused(['rm', 'spam1@spam.example', '-y']),
  'tag-missing': refused(['tag', 'nobody', 'x']),
  'tag-one': done(['tag', 'lain', 'beta']),
  'tag-several': done(['tag', 'heidi', 'Beta', 'gamma', 'beta', '  spaced  ']),
  'unconfirm-all': { ...done(['unconfirm_all', '-y']), adjust: exceptDeactivated('erin', 'judy') },
  'untag-one': done(['untag', 'heidi', 'beta']),
};

/**
 * An undone boost is sent as it was stored: the recording shows the boost's own time, which is of the same day, as
 * `<now>`.
 */
function withTheBoostsOwnTime(recorded: Changes): Changes {
  return JSON.parse(
    JSON.stringify(recorded).replace(
      String.raw`\"published\":\"<now>\"`,
      String.raw`\"published\":\"2026-11-23T02:47:08.956363Z\"`,
    ),
  );
}
