import { defineEntity, p } from '@mikro-orm/core';
import { Citext } from '../types/citext.ts';
import { FlakeId } from '../types/flake-id.ts';
import { Jsonb } from '../types/jsonb.ts';
import { Microseconds } from '../types/microseconds.ts';
import { TextArray } from '../types/text-array.ts';
import { WholeSecond } from '../types/whole-second.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

/** An empty object means all defaults. */
export interface MultiFactorSettings {
  enabled?: boolean;
  /** PBKDF2 hashes. */
  backup_codes?: string[];
  totp?: { secret?: string | null; delivery_type?: string; confirmed?: boolean } | null;
}

/** A row of the table in a profile. */
export interface ProfileField {
  name: string;
  value: string;
}

export type DirectMessageSenders = 'everybody' | 'people_i_follow' | 'nobody';

export const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.type(FlakeId).$type<string>().primary(),
    email: p.type(Citext).nullable(),
    passwordHash: p.string().nullable().hidden().lazy(),
    name: p.string().nullable(),
    nickname: p.type(Citext).nullable(),
    bio: p.text(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
    apId: p.string(),
    avatar: p.type(Jsonb).$type<Record<string, unknown>>().nullable(),
    local: p.boolean().defaultRaw('true'),
    followerAddress: p.string().nullable(),
    lastRefreshedAt: p.type(Microseconds).$type<string>().nullable(),
    tags: p
      .type(TextArray)
      .$type<string[]>()
      .columnType('varchar(255)[]')
      .defaultRaw('ARRAY[]::character varying[]')
      .nullable(),
    lastDigestEmailedAt: p.type(WholeSecond).$type<Date>().defaultRaw('now()').nullable(),
    multiFactorAuthenticationSettings: p
      .type(Jsonb)
      .$type<MultiFactorSettings>()
      .defaultRaw("'{}'::jsonb")
      .nullable()
      .hidden(),
    followingAddress: p.string().nullable(),
    keys: p.text().nullable().hidden().lazy(),
    banner: p.type(Jsonb).$type<Record<string, unknown>>().defaultRaw("'{}'::jsonb").nullable(),
    background: p.type(Jsonb).$type<Record<string, unknown>>().defaultRaw("'{}'::jsonb").nullable(),
    noteCount: p.integer().defaultRaw('0'),
    followerCount: p.integer().defaultRaw('0'),
    followingCount: p.integer().defaultRaw('0'),
    isLocked: p.boolean().defaultRaw('false'),
    isConfirmed: p.boolean().defaultRaw('true'),
    passwordResetPending: p.boolean().defaultRaw('false'),
    confirmationToken: p.text().nullable().hidden(),
    defaultScope: p.string().defaultRaw("'public'::character varying").nullable(),
    domainBlocks: p.type(TextArray).$type<string[]>().columnType('text[]').defaultRaw('ARRAY[]::text[]'),
    isActive: p.boolean().defaultRaw('true'),
    noRichText: p.boolean().defaultRaw('false'),
    apEnabled: p.boolean().defaultRaw('false'),
    isModerator: p.boolean().defaultRaw('false'),
    isAdmin: p.boolean().defaultRaw('false'),
    showRole: p.boolean().defaultRaw('true'),
    mastofeSettings: p.type(Jsonb).$type<Record<string, unknown>>().nullable(),
    uri: p.text().nullable(),
    hideFollowersCount: p.boolean().defaultRaw('false'),
    hideFollowsCount: p.boolean().defaultRaw('false'),
    hideFollowers: p.boolean().defaultRaw('false'),
    hideFollows: p.boolean().defaultRaw('false'),
    hideFavorites: p.boolean().defaultRaw('true'),
    emailNotifications: p
      .type(Jsonb)
      .$type<{ digest?: boolean }>()
      .defaultRaw('\'{"digest": false}\'::jsonb')
      .nullable(),
    mascot: p.type(Jsonb).$type<Record<string, unknown>>().nullable(),
    emoji: p.type(Jsonb).$type<Record<string, string>>().defaultRaw("'{}'::jsonb"),
    pleromaSettingsStore: p.type(Jsonb).$type<Record<string, unknown>>().defaultRaw("'{}'::jsonb").nullable(),
    fields: p.type(Jsonb).$type<ProfileField[]>().defaultRaw("'[]'::jsonb"),
    rawFields: p.type(Jsonb).$type<ProfileField[]>().defaultRaw("'[]'::jsonb"),
    isDiscoverable: p.boolean().defaultRaw('false'),
    invisible: p.boolean().defaultRaw('false'),
    notificationSettings: p
      .type(Jsonb)
      .$type<Record<string, unknown>>()
      .defaultRaw(
        '\'{"follows": true, "followers": true, "non_follows": true, "non_followers": true}\'::jsonb',
      ),
    skipThreadContainment: p.boolean().defaultRaw('false'),
    alsoKnownAs: p
      .type(TextArray)
      .$type<string[]>()
      .columnType('varchar(255)[]')
      .defaultRaw('ARRAY[]::character varying[]'),
    allowFollowingMove: p.boolean().defaultRaw('true'),
    actorType: p.string().defaultRaw("'Person'::character varying"),
    rawBio: p.text().nullable(),
    publicKey: p.text().nullable(),
    inbox: p.text().nullable(),
    sharedInbox: p.text().nullable(),
    isApproved: p.boolean().defaultRaw('true'),
    registrationReason: p.text().nullable(),
    lastActiveAt: p.type(WholeSecond).$type<Date>().nullable(),
    pinnedObjects: p.type(Jsonb).$type<Record<string, string>>().defaultRaw("'{}'::jsonb"),
    featuredAddress: p.string().nullable(),
    discloseClient: p.boolean().defaultRaw('true').nullable(),
    isSuggested: p.boolean().defaultRaw('false'),
    lastStatusAt: p.type(WholeSecond).$type<Date>().nullable(),
    language: p.string().nullable(),
    statusTtlDays: p.integer().nullable(),
    acceptsDirectMessagesFrom: p
      .string()
      .$type<DirectMessageSenders>()
      .defaultRaw("'everybody'::character varying")
      .nullable(),
    permitFollowback: p.boolean().defaultRaw('false'),
  },
});

/**
 * A local or remote account. The password hash and the private key can be written, but are never loaded with the row.
 *
 * Not mapped: `blocks`, `mutes`, `muted_reblogs`, `muted_notifications`, `subscribers` and `accepts_chat_messages`.
 * These columns are leftovers that Akkoma itself no longer maps (tables.md users).
 */
export class User extends UserSchema.class {}
UserSchema.setClass(User);
