import { z } from 'zod';
import type { ApprovalPolicy } from '../../src/actions/index.ts';
import { type Catalogue, defineQueryCommand } from '../../src/command/index.ts';
import { listPauses, readLock } from '../../src/operations/index.ts';
import { code, text } from '../../src/text/text.ts';
import { lockInWords, restraintsOf } from './restraints.ts';
import { tierData, tierFields } from './tiers.ts';

/**
 * `/action policy`: shows which commands are in which tier, who may request them, who must approve and when requests
 * expire, as configured in the environment. It also shows the lock and the pauses.
 *
 * @param catalogue returns the registry that contains this command. It is a function because the registry does not
 * exist yet when the command is made.
 */
export const createPolicyCommand = (catalogue: () => Catalogue) =>
  defineQueryCommand({
    name: 'policy',
    description: 'Show who may request what, who must approve, and when requests expire',
    example: 'action policy',
    visibility: 'private',
    args: z.strictObject({}),

    read: async (context) => {
      const lock = await readLock(context.em);
      const pauses = await listPauses(context.em);
      const { policy, readTeamPolicy } = context;
      const isTerminal = readTeamPolicy != null;
      const team = isTerminal ? readTeamPolicy() : policy;
      const reply = team === null ? unknown : replyOf(team, catalogue());
      return {
        ...reply,
        line: lock === null ? text`Steward is not locked.` : lockInWords(lock),
        fields: [
          ...reply.fields,
          ...restraintsOf(team, pauses, context.caller),
          ...(isTerminal ? [{ name: 'In a terminal', value: inTerminal }] : []),
        ],
        data: {
          ...reply.data,
          destructive_per_hour: team?.destructivePerHour ?? null,
          lock: lock === null ? null : { ...lock, since: lock.since.toISOString() },
          paused: pauses.map(({ person, name, by, isAutomatic, reason, until }) => ({
            ...{ person, name, by, automatic: isAutomatic, reason },
            until: until.toISOString(),
          })),
        },
      };
    },
  });

const inTerminal = text`Nobody has to approve, and no role is needed. Commands that ask are confirmed with yes, or by ${code('--yes')}. The lock applies, but no pause and no limit.`;

/** The part of the reply that the environment determines, where it has no settings of the bot. */
const unknown = {
  tone: 'information' as const,
  title: text`Approval rules`,
  body: text`The rules in Discord are not known here, because the settings of the bot are not here: ${code('ADMIN_ROLE_IDS')} is not set.`,
  fields: [],
  data: { tiers: null, as_the_action: null, overrides: null, bulk_limit: null, approvers_mentioned: null },
};

/** Makes the part of the reply that the environment determines. */
const replyOf = (policy: ApprovalPolicy, catalogue: Catalogue) => ({
  tone: 'information' as const,
  title: text`Approval rules`,
  fields: [
    ...tierFields(policy, catalogue),
    {
      name: 'Always destructive',
      value: text`Acting on more than ${policy.bulkLimit} accounts or reports, or on an admin or moderator of the instance; making an account an admin.${[Object.keys(policy.overrides).length === 0 ? '' : ' An exception above then applies only if it needs at least as many approvals.']}`,
    },
    {
      name: 'How approval works',
      value: text`Nobody can approve their own request. One denial ends a request, and a request without enough approvals expires. A request that needs approval needs a reason. ${[policy.approversMentioned ? 'Each request mentions the approver roles once' : 'Requests mention nobody']}.`,
    },
  ],
  data: {
    ...tierData(policy, catalogue),
    bulk_limit: policy.bulkLimit,
    approvers_mentioned: policy.approversMentioned,
  },
});
