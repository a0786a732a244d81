import { type APITextChannel, type APIThreadChannel, ChannelType } from 'discord-api-types/v10';
import type { Guild } from './guild.ts';

/** The guild and the channel or thread that something is sent from. Only those of the sandbox's own guild have REST routes. */
export interface Place {
  readonly guildId: string;
  readonly channel: APITextChannel | APIThreadChannel;
}

/** A channel or thread and a guild, by name or id. The defaults are #moderation and the sandbox's own guild. */
export interface Whereabouts {
  readonly channel?: string;
  readonly guild?: string;
}

/** Finds a place, and creates it when the guild or channel is unknown. */
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
    const known = [...guild.allChannels, ...guild.threads].find(
      (channel) => channel.id === name || channel.name === name,
    );
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
