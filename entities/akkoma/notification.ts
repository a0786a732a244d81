import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export type NotificationType =
  | 'follow'
  | 'follow_request'
  | 'mention'
  | 'move'
  | 'pleroma:emoji_reaction'
  | 'pleroma:chat_mention'
  | 'reblog'
  | 'favourite'
  | 'pleroma:report'
  | 'poll'
  | 'update';

export const NotificationSchema = defineEntity({
  name: 'Notification',
  tableName: 'notifications',
  properties: {
    id: p.bigint('number').primary(),
    userId: p.type(FlakeId).$type<string>(),
    activityId: p.type(FlakeId).$type<string>(),
    seen: p.boolean().defaultRaw('false'),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
    type: p.string().columnType('notification_type').$type<NotificationType>().nullable(),
  },
});

/**
 * A notification of a local account about an activity (tables.md notifications).
 */
export class Notification extends NotificationSchema.class {}
NotificationSchema.setClass(Notification);
