import { defineEntity, p } from '@mikro-orm/core';

/** Which account of Akkoma's a member of the staff has; the account by its uuid. */
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
