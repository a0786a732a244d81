import { tokenInUrl } from '../ids/tokens.ts';
import type { Instance } from '../instance.ts';
import { escaped } from '../mail/html.ts';
import type { Addressee, Mail } from '../mail/mail.ts';

/** The owner of an account, as the recipient of a mail about it. */
export interface Correspondent extends Addressee {
  readonly nickname: string;
}

/** The mail that says that the account is ready to be used. */
export const registrationMail = ({ settings }: Instance, to: Correspondent): Mail => ({
  to,
  subject: `Your account on ${settings.instanceName} is registered`,
  html: letter(
    to.nickname,
    `Your account on ${escaped(settings.instanceName)} has been registered, and you can log in now. There is nothing else that you need to do.`,
  ),
});

/** The mail that asks the owner to confirm the address by following a link. */
export const confirmationMail = (
  { baseUrl, settings }: Instance,
  to: Correspondent,
  { id, token }: { id: string; token: string },
): Mail => {
  const link = `${baseUrl}/api/account/confirm_email/${id}/${tokenInUrl(token)}`;
  return {
    to,
    subject: `Confirm your account on ${settings.instanceName}`,
    html: letter(
      to.nickname,
      `An account on ${escaped(settings.instanceName)} was registered with this address. To use it, <a href="${escaped(link)}">confirm that the address is yours</a>. If you know nothing of it, ignore this mail.`,
    ),
  };
};

/** The mail that says that staff must approve the account first. */
export const waitingMail = ({ settings }: Instance, to: Correspondent): Mail => ({
  to,
  subject: `Your account on ${settings.instanceName} waits for approval`,
  html: letter(
    to.nickname,
    `Your account on ${escaped(settings.instanceName)} has been registered. Its staff look at new accounts before they can be used; you will hear from them.`,
  ),
});

/** The mail to a staff member that says that an account waits for approval. */
export const approvalMail = (
  { baseUrl, settings }: Instance,
  to: Addressee,
  waiting: { id: string; nickname: string; reason: string | null },
): Mail => {
  const link = `${baseUrl}/pleroma/admin/#/users/${waiting.id}/`;
  const reason = waiting.reason === null ? '' : ` The reason given: ${escaped(waiting.reason)}`;
  return {
    to,
    subject: `${waiting.nickname} waits for approval on ${settings.instanceName}`,
    html: letter(
      to.name ?? 'staff',
      `<a href="${escaped(link)}">${escaped(waiting.nickname)}</a> has registered on ${escaped(settings.instanceName)} and waits to be approved.${reason}`,
    ),
  };
};

/** The mail that welcomes a new account. Steward does not know the text in the instance's own configuration. */
export const welcomeMail = ({ settings }: Instance, to: Correspondent): Mail => ({
  to,
  subject: `Welcome to ${settings.instanceName}`,
  html: letter(to.nickname, `Welcome to ${escaped(settings.instanceName)}.`),
});

const letter = (name: string, body: string): string => `<p>Hello ${escaped(name)},</p>\n<p>${body}</p>\n`;
