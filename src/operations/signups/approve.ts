import type { Instance } from '../../akkoma/instance.ts';
import { afterRegistration, refuseToWelcome } from '../../akkoma/registration/after-registration.ts';
import { columns, mergeWrites } from '../../database/rights/writes.ts';
import { Conflict, NothingToDo } from '../../text/errors.ts';
import { command, joinTexts, option, type Text, text } from '../../text/text.ts';
import { sendToAll } from '../notify/notifying.ts';
import { defineOperation, type Plan, type ReadContext } from '../operation.ts';
import { writes } from '../writes.ts';
import {
  about,
  findNamed,
  lockWaiting,
  type Named,
  nicknameOf,
  outlineOf,
  planFor,
  type SignUpArgs,
  type SignUpFacts,
} from './sign-ups.ts';

/**
 * Approves accounts, as one act (behaviour.md 24.2): those that are confirmed can be used from then on, and the others
 * once their address is confirmed.
 */
export const approve = defineOperation({
  name: 'signup.approve',
  isOnQueueCards: true,
  tier: 'routine',
  raisedBy: ['staff', 'many'],
  writes: mergeWrites(writes.arriving, { users: { update: columns('is_approved updated_at') } }),
  reads: ['user_relationships'],
  undo: 'recorded',

  preflight: async (context, args: SignUpArgs) => outlineOf(await findWaiting(context, args)),

  async plan(context, args: SignUpArgs): Promise<Plan<SignUpFacts>> {
    const named = await findWaiting(context, args);
    const warnings = warningsOf(named, context.instance, args);
    return {
      ...(await planFor(context, 'signup.approve', named, args, warnings)),
      counts: { accounts_to_approve: named.waiting.length },
    };
  },

  targets: async (context, args) => (await findNamed(context, args)).waiting.map(nicknameOf),

  async apply(context, _args, plan) {
    const users = await lockWaiting(context.em, plan);
    for (const user of users) user.isApproved = true;
    const done = await afterRegistration(context, ...users);
    const notified = plan.mail === undefined ? {} : { notified: plan.mail.preset };
    if (plan.mail !== undefined) await sendToAll(context, users, plan.mail);
    return {
      accounts: users.map(nicknameOf),
      unconfirmed: users.filter(({ isConfirmed }) => !isConfirmed).map(nicknameOf),
      ...done,
      ...notified,
    };
  },
});

/**
 * Finds the accounts to approve.
 *
 * @throws NothingToDo where all are approved; Conflict where none awaits approval, and some are remote; Refused where
 * Akkoma would send a welcome message; what `findTargets` throws.
 */
async function findWaiting(context: ReadContext, args: SignUpArgs): Promise<Named> {
  const named = await findNamed(context, args);
  const { waiting, approved, remote } = named;
  if (waiting.length === 0) {
    const why = joinTexts(
      [
        ...about(approved, ['is already approved.', 'Already approved']),
        ...about(remote, [
          'is a remote account, which needs no approval.',
          'Remote, so they need no approval',
        ]),
      ],
      ' ',
    );
    throw remote.length === 0 ? new NothingToDo(why) : new Conflict(why);
  }
  const isAnyUsable = waiting.some(({ isConfirmed }) => isConfirmed);
  refuseToWelcome(context.instance.settings, { confirmed: isAnyUsable, approved: true });
  return named;
}

function warningsOf({ waiting }: Named, { settings }: Instance, { notify }: SignUpArgs): Text[] {
  const unconfirmed = waiting.filter(({ isConfirmed }) => !isConfirmed);
  const isMailed = (user: (typeof waiting)[number]) => user.email != null && user.email !== '';
  const usable = waiting.filter((user) => user.isConfirmed && isMailed(user));
  return [
    ...about(unconfirmed, [
      'still has to confirm the e-mail address.',
      'Still have to confirm the e-mail address',
    ]),
    ...(settings.accountActivationRequired && unconfirmed.some(isMailed)
      ? [text`Akkoma sends the confirmation mail again.`]
      : []),
    ...about(
      waiting.filter(({ isActive }) => !isActive),
      ['is deactivated, and stays so.', 'Deactivated, and stay so'],
    ),
    ...(waiting.some(({ isActive }) => !isActive) ? [text`Activate with ${command('user activate')}.`] : []),
    ...(usable.length > 0 && settings.welcomeEmail
      ? [
          text`The welcome mail has Steward's own text, because Steward cannot read the text in Akkoma's configuration.`,
        ]
      : []),
    ...(usable.length > 0 && notify === undefined && isSilent(settings)
      ? [text`Akkoma sends no mail that says so. To send one, use ${option('notify')}.`]
      : []),
  ];
}

/** Whether an approved account gets no mail (behaviour.md 24.2). */
const isSilent = ({
  welcomeEmail,
  accountActivationRequired,
  accountApprovalRequired,
}: Instance['settings']): boolean => !welcomeEmail && (accountActivationRequired || accountApprovalRequired);
