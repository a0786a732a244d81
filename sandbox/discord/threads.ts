import { type APITextChannel, type APIThreadChannel, ChannelType } from 'discord-api-types/v10';

/** The owner of every thread. */
const OWNER_ID = '1084413502188232704';
const ARCHIVED = '2024-03-07T12:00:00.000000+00:00';

/**
 * Creates a thread of each kind in #moderation, and a public one in #audit. They are archived, so the gateway does not
 * announce them: the bot learns of them only from the interactions in them.
 *
 * @see https://discord.com/developers/docs/topics/threads
 */
export const createThreads = (moderation: APITextChannel, audit: APITextChannel): APIThreadChannel[] => [
  createThread('1212742201000000001', 'moderation-thread', moderation, ChannelType.PublicThread),
  createThread('1212742201000000002', 'moderation-private', moderation, ChannelType.PrivateThread),
  createThread('1212742201000000003', 'audit-thread', audit, ChannelType.PublicThread),
];

function createThread(
  id: string,
  name: string,
  { id: parent, guild_id: guild }: APITextChannel,
  type: ChannelType.PublicThread | ChannelType.PrivateThread,
): APIThreadChannel {
  return {
    id,
    type,
    ...(guild === undefined ? {} : { guild_id: guild }),
    name,
    parent_id: parent,
    owner_id: OWNER_ID,
    last_message_id: null,
    rate_limit_per_user: 0,
    message_count: 0,
    member_count: 1,
    thread_metadata: {
      archived: true,
      archive_timestamp: ARCHIVED,
      auto_archive_duration: 1_440,
      locked: false,
      ...(type === ChannelType.PrivateThread ? { invitable: true } : {}),
    },
  };
}
