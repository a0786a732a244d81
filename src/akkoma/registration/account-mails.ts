import { tokenInUrl } from '../ids/tokens.ts';
import type { Instance } from '../instance.ts';
import type { Addressee, Mail } from './mail.ts';

/** A person to write to, and what their mail says of their account. */
export interface Correspondent extends Addressee {
  readonly nickname: string;
}

/** Says that the account is ready to be used. */
export const registrationMail = ({ settings }: Instance, to: Correspondent): Mail => ({
  to,
  subject: `Your account on ${settings.instanceName} is registered`,
  html: letter(
    to.nickname,
    `Your account on ${escaped(settings.instanceName)} has been registered, and you can log in now. There is nothing else that you need to do.`,
  ),
});

/** Asks to prove the address by following a link. */
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

/** Says that the staff have yet to let the account in. */
export const waitingMail = ({ settings }: Instance, to: Correspondent): Mail => ({
  to,
  subject: `Your account on ${settings.instanceName} waits for approval`,
  html: letter(
    to.nickname,
    `Your account on ${escaped(settings.instanceName)} has been registered. Its staff look at new accounts before they can be used; you will hear from them.`,
  ),
});

/** Tells one of the staff that somebody waits to be let in. */
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

/** Welcomes someone. What the instance's own configuration would say is not known here. */
export const welcomeMail = ({ settings }: Instance, to: Correspondent): Mail => ({
  to,
  subject: `Welcome to ${settings.instanceName}`,
  html: letter(to.nickname, `Welcome to ${escaped(settings.instanceName)}.`),
});

const letter = (name: string, body: string): string => `<p>Hello ${escaped(name)},</p>\n<p>${body}</p>\n`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The text as HTML shows it to the letter. */
const escaped = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => entities[character] ?? '');
