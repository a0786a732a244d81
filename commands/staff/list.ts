import { z } from 'zod';
import { defineQueryCommand } from '../../src/command/index.ts';
import { listStaffLinks, type StaffLink } from '../../src/operations/index.ts';
import { plural } from '../../src/text/plural.ts';
import { tableOf } from '../../src/text/table.ts';
import { command, joinTexts, plain, type Text, text } from '../../src/text/text.ts';
import { personOf } from './person.ts';

/** `/staff list`: lists which account of the instance belongs to which staff member. */
export const list = defineQueryCommand({
  name: 'list',
  description: 'List which staff members are linked to which accounts',
  example: 'staff list',
  visibility: 'private',
  args: z.strictObject({}),

  async read({ em, pageSize, may }) {
    const links = await listStaffLinks(em);
    const count = links.length;
    const rest = count > pageSize;
    return {
      tone: 'information',
      line:
        count === 0
          ? text`No linked accounts. ${[may('sensitive') ? 'Link' : 'An admin can link']} one with ${command('staff link')}.`
          : text`${count} linked ${[plural(count, 'account', 'accounts')]}${[rest ? '; the file has all of them' : '']}.`,
      ...(count === 0
        ? {}
        : { title: text`Staff`, body: joinTexts(links.slice(0, pageSize).map(describe), '\n') }),
      table: tableOf(links, {
        Account: { text: ({ nickname }) => text`${nickname}`, shortens: true },
        Member: { text: personOf, shortens: true },
        State: {
          text: ({ isStaff }): Text => [isStaff ? 'active staff' : 'no longer active staff'],
          mood: ({ isStaff }) => (isStaff ? 'good' : 'bad'),
        },
        'Linked by': { text: ({ linkedBy }) => text`${linkedBy}`, shortens: true },
        'Linked on': { text: ({ linkedOn }) => text`${linkedOn}` },
      }),
      ...(rest
        ? {
            files: [
              { name: 'staff.txt', content: links.map((each) => `${plain(describe(each))}\n`).join('') },
            ],
          }
        : {}),
      data: links.map((each) => ({ ...each })),
    };
  },
});

function describe(link: StaffLink): Text {
  const lapsed = link.isStaff ? '' : ' · no longer active staff of the instance';
  return text`${link.nickname} · ${personOf(link)} · linked by ${link.linkedBy} on ${link.linkedOn}${[lapsed]}`;
}
