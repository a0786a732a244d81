import { sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Refused } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { visible } from '../follows/recount.ts';
import type { Instance } from '../instance.ts';
import { type Addressee, type Mail, sendMails } from '../mail/mail.ts';
import type { Settings } from '../settings.ts';
import {
  approvalMail,
  type Correspondent,
  confirmationMail,
  registrationMail,
  waitingMail,
  welcomeMail,
} from './account-mails.ts';
import { autofollow } from './autofollow.ts';

interface RegistrationContext {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly now: Date;
}

/**
 * Does what the server does after accounts have been registered, confirmed or approved, according to the state of each:
 * sends mails, and creates the follows that every account starts with (behaviour.md 2.3). The number of statements does
 * not depend on that of the accounts.
 *
 * @returns the number of mails that were handed to the mailer, and the number of follows that were created.
 */
export async function afterRegistration(
  registering: RegistrationContext,
  ...users: readonly User[]
): Promise<{ mails: number; follows: number }> {
  const usable = users.filter(({ isConfirmed, isApproved }) => isConfirmed && isApproved);
  const follows = await autofollow(registering, usable);
  const isAnyWaiting = users.some(({ isConfirmed, isApproved }) => isConfirmed && !isApproved);
  const staff = isAnyWaiting ? await superusers(registering.em) : [];
  const mails = users.flatMap((user) => mailsFor(registering.instance, user, staff));
  return { mails: await sendMails(registering, mails), follows };
}

/**
 * Sends the owner of an account the mail again by which they confirm its address, with the same token (behaviour.md
 * 22.3). Sends nothing where the account has no address or no token.
 */
export const sendConfirmation = async (registering: RegistrationContext, user: User): Promise<number> =>
  sendMails(registering, confirmationFor(registering.instance, user));

/**
 * @throws Refused if a new account in this state would get a welcome message from the instance. The message is a post
 * with everything that belongs to it, which only the server can create (behaviour.md 2.3 step 3e).
 */
export function refuseToWelcome(
  { welcomeDirectMessage }: Settings,
  { confirmed, approved }: { confirmed: boolean; approved: boolean },
): void {
  if (!welcomeDirectMessage || !confirmed || !approved) return;
  throw new Refused(
    text`This instance sends new accounts a welcome message as a direct message, which only Akkoma itself can send. Use Akkoma's own command line or admin pages instead.`,
  );
}

/** @param staff who is told that an account waits for approval. */
function mailsFor(instance: Instance, user: User, staff: readonly Addressee[]): Mail[] {
  const { accountActivationRequired, accountApprovalRequired, welcomeEmail } = instance.settings;
  const to = correspondent(user);
  if (!user.isConfirmed) {
    return accountActivationRequired ? confirmationFor(instance, user) : [];
  }
  if (!user.isApproved) {
    const waiting = {
      id: user.id,
      nickname: user.nickname ?? '',
      reason: user.registrationReason ?? null,
    };
    return [
      ...(to === null ? [] : [waitingMail(instance, to)]),
      ...staff.map((each) => approvalMail(instance, each, waiting)),
    ];
  }
  if (to === null) return [];
  if (welcomeEmail) return [welcomeMail(instance, to)];
  return accountActivationRequired || accountApprovalRequired ? [] : [registrationMail(instance, to)];
}

function confirmationFor(instance: Instance, user: User): Mail[] {
  const to = correspondent(user);
  return to === null || user.confirmationToken == null
    ? []
    : [confirmationMail(instance, to, { id: user.id, token: user.confirmationToken })];
}

function correspondent({ name, email, nickname }: User): Correspondent | null {
  return email == null ? null : { name: name ?? null, email, nickname: nickname ?? '' };
}

/** Returns the instance's staff who have an address, deactivated accounts included (behaviour.md 1.6). */
async function superusers(em: Em): Promise<Addressee[]> {
  const { rows } = await sql<Addressee>`
    select u.name, u.email::text from users u
    where u.local and (u.is_admin or u.is_moderator) and u.email is not null and ${visible('u')}
    order by u.id`.execute(em.getKysely());
  return rows;
}
