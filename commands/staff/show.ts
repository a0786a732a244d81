import { z } from 'zod';
import {
  type ApprovalPolicy,
  dataOfListed,
  findMember,
  listActions,
  type Member,
  stoppedBy,
} from '../../src/actions/index.ts';
import {
  type Catalogue,
  defineQueryCommand,
  latestActionsField,
  mostLatestActions,
  person,
} from '../../src/command/index.ts';
import { listStaffLinks, readPause } from '../../src/operations/index.ts';
import { person as someone, text } from '../../src/text/text.ts';
import { pauserOf } from '../action/restraints.ts';

/**
 * `/staff show`: shows what a member may do in Steward, their account, their pause and their latest actions.
 *
 * @param catalogue returns the registry that contains this command.
 */
export const createStaffShow = (catalogue: () => Catalogue) =>
  defineQueryCommand({
    name: 'show',
    description: 'Show what a member may do, their account, their pause and their latest actions',
    example: 'staff show ada',
    visibility: 'private',
    args: z.strictObject({ person: person('Member') }),

    async read(context, { person: typed }) {
      const { em, members, policy, caller } = context;
      const person = await findMember(em, typed);
      // A terminal knows nothing of the members of a server.
      const member = caller.source === 'discord' ? await members.find(person) : null;
      const role = caller.source === 'discord' ? roleIn(policy, member) : null;
      const link = (await listStaffLinks(em)).find((each) => each.person === person);
      const pause = await readPause(em, person);
      const latest = await listActions(em, { requester: person }, {}, mostLatestActions);
      const name = member?.name ?? link?.name ?? latest[0]?.requester ?? pause?.name ?? person;
      return {
        tone: 'information',
        line: text`${someone(person, name)}${[role === null ? '' : `: ${role}`]}.`,
        title: text`Staff`,
        fields: [
          {
            name: 'Linked account',
            value:
              link === undefined
                ? text`none`
                : text`${link.nickname}${[link.isStaff ? '' : ' · no longer active staff of the instance']}`,
          },
          ...(pause === null
            ? []
            : [
                {
                  name: 'Paused',
                  value: text`By ${pauserOf(pause, caller)}: ${stoppedBy(pause)}. The pause ends ${pause.until}. Reason: ${pause.reason}`,
                },
              ]),
          ...latestActionsField(latest, catalogue(), { withRequester: false }),
        ],
        data: {
          person,
          role,
          account: link?.nickname ?? null,
          paused_until: pause?.until.toISOString() ?? null,
          actions: latest.map(dataOfListed),
        },
      };
    },
  });

/** The role that a member has in Steward, in words. */
function roleIn({ askers }: ApprovalPolicy, member: Member | null): string {
  if (member === null) return 'not in this server';
  if (member.isTimedOut) return 'timed out in Discord';
  const has = (wanted: readonly string[]) => member.roles.some((role) => wanted.includes(role));
  if (has(askers.destructive)) return 'admin';
  return has(askers.routine) ? 'moderator' : 'no role in Steward';
}
