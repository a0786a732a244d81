import { ActivitySchema } from './activity.ts';
import { AkkomaObjectSchema } from './akkoma-object.ts';
import { AppSchema } from './app.ts';
import { BookmarkSchema } from './bookmark.ts';
import { CounterCacheSchema } from './counter-cache.ts';
import { DeliverySchema } from './delivery.ts';
import { FollowingRelationshipSchema } from './following-relationship.ts';
import { HashtagSchema } from './hashtag.ts';
import { HashtagObjectSchema } from './hashtag-object.ts';
import { InstanceSchema } from './instance.ts';
import { MfaTokenSchema } from './mfa-token.ts';
import { ModerationLogEntrySchema } from './moderation-log-entry.ts';
import { NotificationSchema } from './notification.ts';
import { OauthAuthorizationSchema } from './oauth-authorization.ts';
import { OauthTokenSchema } from './oauth-token.ts';
import { ObanJobSchema } from './oban-job.ts';
import { PasswordResetTokenSchema } from './password-reset-token.ts';
import { PushSubscriptionSchema } from './push-subscription.ts';
import { ReportNoteSchema } from './report-note.ts';
import { SigningKeySchema } from './signing-key.ts';
import { UserSchema } from './user.ts';
import { UserFollowsHashtagSchema } from './user-follows-hashtag.ts';
import { UserInviteTokenSchema } from './user-invite-token.ts';
import { UserRelationshipSchema } from './user-relationship.ts';

export { Activity } from './activity.ts';
export { AkkomaObject } from './akkoma-object.ts';
export { App } from './app.ts';
export { Bookmark } from './bookmark.ts';
export { setTime } from './clock.ts';
export { CounterCache } from './counter-cache.ts';
export { Delivery } from './delivery.ts';
export { FollowingRelationship } from './following-relationship.ts';
export { Hashtag } from './hashtag.ts';
export { HashtagObject } from './hashtag-object.ts';
export { Instance } from './instance.ts';
export { MfaToken } from './mfa-token.ts';
export { ModerationLogEntry } from './moderation-log-entry.ts';
export { Notification } from './notification.ts';
export { OauthAuthorization } from './oauth-authorization.ts';
export { OauthToken } from './oauth-token.ts';
export { ObanJob } from './oban-job.ts';
export { PasswordResetToken } from './password-reset-token.ts';
export { PushSubscription } from './push-subscription.ts';
export { ReportNote } from './report-note.ts';
export { SigningKey } from './signing-key.ts';
export { User } from './user.ts';
export { UserFollowsHashtag } from './user-follows-hashtag.ts';
export { UserInviteToken } from './user-invite-token.ts';
export { UserRelationship } from './user-relationship.ts';

/** The mapped tables of Akkoma. They are never migrated, and never created in production. */
export const akkomaEntities = [
  ActivitySchema,
  AkkomaObjectSchema,
  AppSchema,
  BookmarkSchema,
  CounterCacheSchema,
  DeliverySchema,
  FollowingRelationshipSchema,
  HashtagSchema,
  HashtagObjectSchema,
  InstanceSchema,
  MfaTokenSchema,
  ModerationLogEntrySchema,
  NotificationSchema,
  OauthAuthorizationSchema,
  OauthTokenSchema,
  ObanJobSchema,
  PasswordResetTokenSchema,
  PushSubscriptionSchema,
  ReportNoteSchema,
  SigningKeySchema,
  UserSchema,
  UserFollowsHashtagSchema,
  UserInviteTokenSchema,
  UserRelationshipSchema,
];
