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
      await sendTo(context, await findTarget(context.em, context.instance, args.nickname), plan.mail);
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
  const presets = await readMailPresets(instance.settings.mailPresets);
  const command = operation.replace('user.', '') as NotifyingCommand;
  const preset = requirePreset(presets, command, presetName);
  const user = await findTarget(em, instance, args.nickname);
  requireAddress(user);
  const all = { ...accountValues(instance, user), ...values };
  return { preset: presetName, subject: fillIn(preset.subject, all), text: fillIn(preset.text, all) };
}

function requirePreset(
  presets: ReadonlyMap<string, MailPreset>,
  command: NotifyingCommand,
  name: string,
): MailPreset {
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

const accountValues = ({ settings, host, baseUrl }: Instance, user: User): MailValues => ({
  nickname: user.nickname ?? '',
  account: `@${user.nickname ?? ''}@${host}`,
  instance: settings.instanceName,
  url: baseUrl,
});

/** An approval is bound to the words of the mail, not to the address, which the owner could change to hinder it. */
const hashOf = ({ subject, text: body }: OwnerMail): string =>
  createHash('sha256').update(`${subject}\n${body}`).digest('base64url');

async function sendTo(context: ApplyContext, user: User, { subject, text: body }: OwnerMail): Promise<void> {
  await sendMails(context, [
    { to: { name: user.name ?? null, email: user.email ?? '' }, subject, html: htmlOf(body) },
  ]);
}
