import { type APITextChannel, ChannelType } from 'discord-api-types/v10';
import type { Guild } from './guild.ts';

/** Where something is sent from. Only the channels of the home guild can be reached over REST. */
export interface Place {
  readonly guildId: string;
  readonly channel: APITextChannel;
}

/** Where, by name or by id; absent means the sandbox's own guild, and in it #moderation. */
export interface Whereabouts {
  readonly channel?: string;
  readonly guild?: string;
}

/** Finds the place that is meant; a guild or channel nobody has heard of comes into being. */
export type FindPlace = (where?: Whereabouts) => Place;

export function createPlaces(guild: Guild, nextId: () => string): FindPlace {
  const foreignGuilds = new Map<string, string>();
  const foreignChannels = new Map<string, APITextChannel>();

  function guildIdOf(name: string | undefined): string {
    if (name === undefined || name === guild.name || name === guild.id) {
      return guild.id;
    }
    const id = foreignGuilds.get(name) ?? (isSnowflake(name) ? name : nextId());
    foreignGuilds.set(name, id);
    return id;
  }

  return ({ channel: wanted = 'moderation', guild: wantedGuild } = {}) => {
    const guildId = guildIdOf(wantedGuild);
    const name = wanted.replace(/^#/, '');
    const known = guild.allChannels.find((channel) => channel.id === name || channel.name === name);
    if (known && guildId === guild.id) {
      return { guildId, channel: known };
    }
    const key = `${guildId}/${name}`;
    const channel: APITextChannel = foreignChannels.get(key) ?? {
      id: isSnowflake(name) ? name : nextId(),
      type: ChannelType.GuildText,
      guild_id: guildId,
      name,
      position: 0,
    };
    foreignChannels.set(key, channel);
    return { guildId, channel };
  };
}

function isSnowflake(text: string): boolean {
  return /^\d{17,20}$/.test(text);
}
