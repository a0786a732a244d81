import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { newSigningKeys, type SigningKeys } from '../../src/akkoma/accounts/signing-keys.ts';
import { randomPassword } from '../../src/akkoma/ids/tokens.ts';
import { escaped } from '../../src/akkoma/mail/html.ts';
import { hashPassword } from '../../src/akkoma/registration/password.ts';
import { isSince } from '../database/releases.ts';
import { staffOf } from './account-rows.ts';
import { enqueueMail } from './mail.ts';
import { newFlake, type Records, second } from './records.ts';

/** An account that somebody registers. */
export interface SignUp {
  readonly nickname: string;
  readonly email: string;
  /** What the owner writes to staff; null for nothing. */
  readonly reason: string | null;
}

/** Nobody knows the password, so one hash does for all. Akkoma's own hashes are Argon2id; it accepts this one too. */
let anyHash: Promise<string> | undefined;

/**
 * Writes what Akkoma writes for a registration on an instance where staff approve accounts: the account with its keys,
 * and mails for the owner and for staff. Call it in a transaction.
 *
 * @param how at which time, by default the present one, and with which keys, by default new ones. The jobs are of the
 * present time.
 */
export async function registerAccount(
  records: Records,
  { nickname, email, reason }: SignUp,
  { at, keys: given }: { readonly at?: Date; readonly keys?: SigningKeys } = {},
): Promise<void> {
  const { settings, all } = records;
  const { akkoma, baseUrl, instanceName } = settings;
  anyHash ??= hashPassword(randomPassword());
  const [hash, keys] = await Promise.all([anyHash, given ?? newSigningKeys()]);
  const flake = newFlake(at);
  const id = uuidFromFlakeId(flake);
  // From 3.20 on, the address of a new account has no nickname in it.
  const address = isSince(akkoma, '3.20')
    ? `${baseUrl}/users/by-id/${flake}`
    : `${baseUrl}/users/${nickname}`;
  const row = {
    id,
    nickname,
    email,
    name: nickname,
    bio: '',
    avatar: {},
    language: 'en',
    password_hash: hash,
    is_confirmed: true,
    is_approved: false,
    registration_reason: reason,
    ap_id: address,
    follower_address: `${address}/followers`,
    following_address: `${address}/following`,
    featured_address: `${address}/collections/featured`,
    inserted_at: second(at),
    updated_at: second(at),
    ...(isSince(akkoma, '3.20') && { inbox: `${address}/inbox`, outbox: `${address}/outbox`, uri: address }),
    ...(!isSince(akkoma, '3.13.3') && { keys: keys.privateKey }),
  };
  const columns = Object.keys(row).join(', ');
  await all(`insert into users (${columns}) select ${columns} from jsonb_populate_record(null::users, $1)`, [
    JSON.stringify(row),
  ]);
  if (isSince(akkoma, '3.13.3')) {
    await all(
      `insert into signing_keys (user_id, key_id, public_key, private_key, inserted_at, updated_at)
       values ($1, $2, $3, $4, $5, $5)`,
      [id, `${address}#main-key`, keys.publicKey, keys.privateKey, second(at)],
    );
  }
  await enqueueMail(records, {
    to: { name: nickname, email },
    subject: 'Your account is awaiting approval',
    html: `<p>Hello ${escaped(nickname)},</p><p>the staff of ${escaped(instanceName)} look at your account first.</p>`,
  });
  for (const member of await staffOf(records)) {
    if (member.email === null) continue;
    await enqueueMail(records, {
      to: { name: member.name, email: member.email },
      subject: `New account up for review on ${instanceName} (@${nickname})`,
      html: `<p>${escaped(nickname)} registered.</p><blockquote>${escaped(reason ?? '')}</blockquote>`,
    });
  }
}
