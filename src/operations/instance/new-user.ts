import { User } from '../../../entities/akkoma/index.ts';
import { accountUrls } from '../../akkoma/accounts/account-urls.ts';
import { openPasswordReset } from '../../akkoma/accounts/password-reset.ts';
import {
  insertSigningKeys,
  keysInRow,
  newSigningKeys,
  type SigningKeys,
} from '../../akkoma/accounts/signing-keys.ts';
import { randomPassword, randomToken } from '../../akkoma/ids/tokens.ts';
import type { Instance } from '../../akkoma/instance.ts';
import { afterRegistration, refuseToWelcome } from '../../akkoma/registration/after-registration.ts';
import { emailFault, isEmailTaken } from '../../akkoma/registration/email.ts';
import { isNicknameTaken, nicknameFault } from '../../akkoma/registration/nickname.ts';
import { hashPassword, passwordFault } from '../../akkoma/registration/password.ts';
import { bioFault, nameFault } from '../../akkoma/registration/profile.ts';
import { columns } from '../../database/rights/writes.ts';
import { invalid, type OptionFault, Refused } from '../../text/errors.ts';
import { code, command, type Text, text } from '../../text/text.ts';
import { type ApplyContext, defineOperation, type PlanContext } from '../operation.ts';
import { writes } from '../writes.ts';

interface NewUserArgs {
  readonly nickname: string;
  /** Empty for none. */
  readonly email: string;
  readonly name?: string | undefined;
  readonly bio?: string | undefined;
  readonly admin: boolean;
  readonly moderator: boolean;
  readonly choose_password: boolean;
}

/** What takes a noticeable fraction of a second to make. */
interface Credentials {
  readonly passwordHash: string;
  readonly keys: SigningKeys;
}

/**
 * Makes a local account (behaviour.md 2). The caller chooses the password, or gets a link with which the owner sets it;
 * in that case the generated password is known to nobody.
 */
export const newUser = defineOperation({
  name: 'user.new',
  tier: 'sensitive',
  raisedBy: ['admin'],
  writes: {
    ...writes.arriving,
    users: {
      insert:
        columns(`id nickname email password_hash keys name bio avatar ap_id follower_address following_address
        featured_address is_confirmed is_approved confirmation_token inserted_at updated_at`),
      update: columns('is_moderator is_admin follower_count following_count updated_at'),
    },
    signing_keys: { insert: columns('user_id key_id public_key private_key inserted_at updated_at') },
    password_reset_tokens: { insert: columns('token user_id inserted_at updated_at') },
  },
  reads: ['user_relationships'],
  reveals: true,
  secretArgs: ['email'],
  undo: {
    impossible: text`The account stays. To delete it, use ${command('user rm')}.`,
  },

  ruledOutBy,

  async prepare({ choose_password }: NewUserArgs, secret): Promise<Credentials> {
    if (choose_password && secret === null) {
      throw new Refused(
        text`No password was entered. Nothing was changed. Run the command again and enter one.`,
      );
    }
    const password = choose_password && secret !== null ? secret : randomPassword();
    const [passwordHash, keys] = await Promise.all([hashPassword(password), newSigningKeys()]);
    return { passwordHash, keys };
  },

  async plan(context, args: NewUserArgs) {
    const whyNot = ruledOutBy(context.instance);
    if (whyNot !== null) throw new Refused(whyNot);
    const faults = await faultsOf(context, args);
    if (faults.length > 0) throw invalid(faults);
    const state = stateOf(context.instance);
    refuseToWelcome(context.instance.settings, state);
    return {
      target: args.nickname,
      counts: {},
      samples: [],
      warnings: warningsOf(context.instance, args),
      ...(args.admin ? { tier: 'destructive' } : {}),
      facts: { ...state },
    };
  },

  async apply(context, args, { target }) {
    const user = register(context, args);
    // The keys refer to the row.
    await context.flush();
    insertSigningKeys(context, user, context.prepared.keys);
    const { mails, follows } = await afterRegistration(context, user);
    // Sets the roles after the mails, as Akkoma does: the new account is not among the staff who are notified.
    user.isModerator = args.moderator;
    user.isAdmin = args.admin;
    if (!args.choose_password) {
      context.reveal('reset_link', openPasswordReset(context.em, context.instance, user));
    }
    return {
      id: user.id,
      nickname: target,
      confirmed: user.isConfirmed,
      approved: user.isApproved,
      moderator: user.isModerator,
      admin: user.isAdmin,
      mails,
      follows,
    };
  },
});

/** Newer releases make the addresses of new accounts in a way that Steward cannot repeat (behaviour.md 21.10). */
function ruledOutBy({ features }: Instance): Text | null {
  return features.addressesOfNicknames
    ? null
    : text`From Akkoma 3.20 on, Steward cannot create accounts, because only Akkoma can set their addresses. Send the owner an invite from ${command('invite create')}, or run ${code('pleroma_ctl user new')} on Akkoma's server.`;
}

/**
 * The state that the instance gives to new accounts. Akkoma's command line asks for a confirmed one, but without
 * effect.
 */
const stateOf = ({ settings }: Instance) => ({
  confirmed: !settings.accountActivationRequired,
  approved: !settings.accountApprovalRequired,
});

/** Lists all faults, so that the requester can correct them together. */
async function faultsOf({ em, instance, secret }: PlanContext, args: NewUserArgs): Promise<OptionFault[]> {
  const { nickname, email, name = nickname, bio = '' } = args;
  const { settings } = instance;
  const taken = async (isTaken: Promise<boolean>): Promise<string | null> =>
    (await isTaken) ? 'use another one; this one is taken' : null;
  const faults = {
    nickname: nicknameFault(nickname, instance) ?? (await taken(isNicknameTaken(em, instance, nickname))),
    email: emailFault(email, settings) ?? (email === '' ? null : await taken(isEmailTaken(em, email))),
    // Without a name the nickname is used, and one fault is enough.
    name: args.name === undefined && nickname.trim() === '' ? null : nameFault(name, settings),
    bio: bioFault(bio, settings),
    password: secret === null ? null : passwordFault(secret),
  };
  return Object.entries(faults).flatMap(([field, fault]) =>
    fault === null ? [] : [{ option: field, fault: text`${[fault]}` }],
  );
}

function warningsOf({ settings }: Instance, { nickname, email, admin, moderator }: NewUserArgs): Text[] {
  const role = admin ? 'an admin' : 'a moderator';
  return [
    ...(admin || moderator ? [text`${nickname} becomes ${role} of the instance.`] : []),
    ...(settings.accountActivationRequired
      ? [text`${nickname} cannot log in until the e-mail address is confirmed.`]
      : []),
    ...(settings.accountApprovalRequired
      ? [text`${nickname} cannot log in until the account is approved.`]
      : []),
    ...(settings.welcomeEmail && email !== ''
      ? [
          text`The welcome mail has Steward's own text, because Steward cannot read the text in Akkoma's configuration.`,
        ]
      : []),
  ];
}

/** Makes the new row. Columns that are not named get their defaults, which matters for `last_digest_emailed_at`. */
function register({ em, instance, flakeIds, prepared }: ApplyContext<Credentials>, args: NewUserArgs): User {
  const { nickname, email, name = nickname, bio = '' } = args;
  const { confirmed, approved } = stateOf(instance);
  const [id = ''] = flakeIds.next();
  const user = em.create(User, {
    id,
    nickname,
    email: email === '' ? null : email,
    name,
    bio,
    passwordHash: prepared.passwordHash,
    ...keysInRow(instance, prepared.keys),
    ...accountUrls(instance.baseUrl, nickname),
    avatar: {},
    isConfirmed: confirmed,
    isApproved: approved,
    confirmationToken: confirmed ? null : randomToken(),
  });
  em.persist(user);
  return user;
}
