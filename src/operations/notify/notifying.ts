import { createHash } from 'node:crypto';
import type { User } from '../../../entities/akkoma/index.ts';
import type { Instance } from '../../akkoma/instance.ts';
import { findTarget } from '../../akkoma/lookup/find-target.ts';
import { htmlOf } from '../../akkoma/mail/html.ts';
import { sendMails } from '../../akkoma/mail/mail.ts';
import {
  fillIn,
  type MailPreset,
  type MailValues,
  type NotifyingCommand,
  readMailPresets,
} from '../../akkoma/mail/mail-presets.ts';
import { Conflict, invalid } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { code, text } from '../../text/text.ts';
import type { ApplyContext, Operation, OwnerMail, ReadContext } from '../operation.ts';
import { writes } from '../writes.ts';

/** The arguments that an operation that can notify the owner has. */
interface NotifyArgs {
  readonly nickname: string;
  /** The name of the mail preset; undefined where nobody is notified. */
  readonly notify?: string | undefined;
}

type Notified<Outcome> = Outcome & {
  /** The name of the preset of the mail that was sent to the owner. */
  notified?: string;
};

/**
 * Adds the argument `notify` to an operation on one account: it then also sends the account's owner a mail, from a
 * preset, through Akkoma's mailer. The mail is part of the plan, so approvers see it, and an approval is bound to it.
 * Undo removes a mail that Akkoma has not sent yet.
 *
 * @param valuesOf returns what the mail can name besides the account.
 */
export function notifying<Args extends NotifyArgs, Outcome extends Readonly<Record<string, Json>>>(
  operation: Operation<Args, Outcome>,
  valuesOf: (args: Args) => MailValues = () => ({}),
): Operation<Args, Notified<Outcome>> {
  const { preflight } = operation;
  /** The mail that the arguments ask for; null for none. */
  const mailOf = async (context: ReadContext, args: Args): Promise<OwnerMail | null> =>
    args.notify === undefined
      ? null
      : mailFor(context, operation.name, args.notify, { args, values: valuesOf(args) });
  return {
    ...operation,
    optionalWrites: {
      writes: { oban_jobs: writes.inserts.oban_jobs },
      areUsed: ({ notify }) => notify !== undefined,
    },

    ...(preflight === undefined
      ? {}
      : {
          preflight: async (context, args) => {
            const outline = await preflight(context, args);
            await mailOf(context, args);
            return outline;
          },
        }),

    async plan(context, args) {
      const plan = await operation.plan(context, args);
      const mail = await mailOf(context, args);
      if (mail === null) return plan;
      return { ...plan, mail, facts: { ...plan.facts, mail: hashOf(mail) } };
    },

    async apply(context, args, plan) {
      const outcome = await operation.apply(context, args, plan);
      if (plan.mail === undefined) return outcome;
      await sendToAll(context, [await findTarget(context.em, context.instance, args.nickname)], plan.mail);
      return { ...outcome, notified: plan.mail.preset };
    },
  };
}

/**
 * Makes the mail.
 *
 * @throws Invalid for an unknown preset, or one that is not for this command; Conflict where the owner cannot get mail,
 * or the file of the presets is malformed.
 */
async function mailFor(
  { em, instance }: ReadContext,
  operation: string,
  presetName: string,
  { args, values }: { readonly args: NotifyArgs; readonly values: MailValues },
): Promise<OwnerMail> {
  const preset = await presetFor(instance, operation, presetName);
  const user = await findTarget(em, instance, args.nickname);
  requireAddress(user);
  const all = { ...accountValues(instance, user), ...values };
  return { preset: presetName, subject: fillIn(preset.subject, all), text: fillIn(preset.text, all) };
}

/** A mail to the owners of several accounts. */
interface OwnersMail {
  /** What differs between the owners of several accounts stays a placeholder. */
  readonly mail: OwnerMail;
  /** The accounts whose owners get none, since they have no address. */
  readonly without: readonly User[];
}

/**
 * Makes the mail to the owners of several accounts, for a plan.
 *
 * @throws Invalid and Conflict as `mailFor`; Conflict only where nobody has an address.
 */
export async function mailForAll(
  { instance }: Pick<ReadContext, 'instance'>,
  operation: string,
  users: readonly User[],
  presetName: string,
): Promise<OwnersMail> {
  const preset = await presetFor(instance, operation, presetName);
  const without = users.filter(({ email }) => email == null || email === '');
  if (without.length === users.length) for (const user of without) requireAddress(user);
  const [only, ...others] = users;
  const values =
    only === undefined || others.length > 0 ? commonValues(instance) : accountValues(instance, only);
  const mail = {
    preset: presetName,
    subject: fillIn(preset.subject, values),
    text: fillIn(preset.text, values),
  };
  return { mail, without };
}

/** Sends the mail of a plan to the owners of accounts who have an address. */
export const sendToAll = async (
  context: Pick<ApplyContext, 'em' | 'journal' | 'instance'>,
  users: readonly User[],
  { subject, text: body }: OwnerMail,
): Promise<number> =>
  sendMails(
    context,
    users.flatMap((user) => {
      if (user.email == null || user.email === '') return [];
      const values = accountValues(context.instance, user);
      const to = { name: user.name ?? null, email: user.email };
      return [{ to, subject: fillIn(subject, values), html: htmlOf(fillIn(body, values)) }];
    }),
  );

async function presetFor({ settings }: Instance, operation: string, name: string): Promise<MailPreset> {
  const presets = await readMailPresets(settings.mailPresets);
  const command = operation.replace(/^\w+\./, '') as NotifyingCommand;
  const preset = presets.get(name);
  if (preset?.commands.includes(command) === true) return preset;
  const usable = [...presets].flatMap(([each, { commands }]) => (commands.includes(command) ? [each] : []));
  const hint =
    usable.length === 0
      ? text`no mail presets are set up for this command; an admin of this Steward can add them (${code('MAIL_PRESETS')})`
      : text`must be one of ${usable.join(', ')}`;
  throw invalid([{ option: 'notify', fault: hint }]);
}

function requireAddress(user: User): void {
  const name = user.nickname ?? user.apId;
  const withoutMail = text`Run the command without ${code('notify')}.`;
  if (!user.local)
    throw new Conflict(text`${name} is a remote account, so its owner gets no mail. ${withoutMail}`);
  if (user.email == null || user.email === '')
    throw new Conflict(text`${name} has no e-mail address. ${withoutMail}`);
}

const commonValues = ({ settings, baseUrl }: Instance): MailValues => ({
  instance: settings.instanceName,
  url: baseUrl,
});

const accountValues = (instance: Instance, user: User): MailValues => ({
  ...commonValues(instance),
  nickname: user.nickname ?? '',
  account: `@${user.nickname ?? ''}@${instance.host}`,
});

/** An approval is bound to the words of the mail, not to the address, which the owner could change to hinder it. */
export const hashOf = ({ subject, text: body }: OwnerMail): string =>
  createHash('sha256').update(`${subject}\n${body}`).digest('base64url');
