import { defineEntity, p } from '@mikro-orm/core';

/** The Akkoma account of a staff member. `userId` is the account's uuid. */
export const StaffLinkSchema = defineEntity({
  name: 'StaffLink',
  schema: 'steward',
  tableName: 'staff_links',
  properties: {
    discordId: p.text().primary(),
    discordName: p.text(),
    userId: p.uuid(),
    nickname: p.text(),
    linkedById: p.text(),
    linkedByName: p.text(),
    linkedAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
});

export class StaffLink extends StaffLinkSchema.class {}
StaffLinkSchema.setClass(StaffLink);
