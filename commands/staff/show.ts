import { z } from 'zod';
import { type ApprovalPolicy, listActions } from '../../src/actions/index.ts';
import { defineQueryCommand, stateInWords } from '../../src/command/index.ts';
import { listStaffLinks, type ReadContext, readPause } from '../../src/operations/index.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { joinTexts, oneLine, person as someone, type Text, text } from '../../src/text/text.ts';
import { requiredPerson } from './person.ts';

/** `/staff show`: shows what a member may do in Steward, their account, their pause and their latest actions. */
export const show = defineQueryCommand({
  name: 'show',
  description: 'Show the role, account, pause and latest actions of a member',
  example: 'staff show 1212741318276186155',
  visibility: 'private',
  args: z.strictObject({ person: requiredPerson('Member') }),

  async read(context, { person }) {
    const { em, members, policy } = context;
    const roles = await members.rolesOf(person);
    const role = roleIn(policy, roles);
    const link = (await listStaffLinks(em)).find((each) => each.person === person);
    const pause = await readPause(em, person);
    const latest = await listActions(em, { requester: person }, {}, mostActions);
    const name = link?.name ?? pause?.name ?? latest[0]?.requester ?? person;
    return {
      tone: 'information',
      line: text`${someone(person, name)}: ${[role]}.`,
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
                value: text`By ${pause.by}: ${pause.reason}. The pause ends ${pause.until}.`,
              },
            ]),
        ...actionsIn(latest, context),
      ],
      data: {
        person,
        role,
        account: link?.nickname ?? null,
        paused_until: pause?.until.toISOString() ?? null,
        actions: latest.map((each) => ({ ...each })),
      },
    };
  },
});

/** The role that a member has in Steward, in words. In a terminal, Discord is not asked for it. */
function roleIn({ askers }: ApprovalPolicy, roles: readonly string[] | null): string {
  if (roles === null) return 'not in this server';
  const has = (wanted: readonly string[]) => roles.some((role) => wanted.includes(role));
  if (has(askers.destructive)) return 'admin';
  return has(askers.routine) ? 'moderator' : 'no role in Steward';
}

/** How many of the latest actions of the member are shown. */
const mostActions = 5;

function actionsIn(
  latest: Awaited<ReturnType<typeof listActions>>,
  { operations }: ReadContext,
): ReplyField[] {
  if (latest.length === 0) return [];
  const lines = latest.map(
    ({ id, operation, state, target, proposed_at: at }): Text =>
      text`#${id} ${[operation.replace('.', ' ')]}${target === null ? '' : ` ${oneLine(target, 60)}`} · ${stateInWords(state, operations.get(operation))} · ${new Date(at)}`,
  );
  return [{ name: 'Latest actions', value: joinTexts(lines, '\n') }];
}
