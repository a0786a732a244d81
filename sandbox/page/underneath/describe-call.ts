import { InteractionResponseType } from 'discord-api-types/v10';
import * as z from 'zod';
import type { SandboxGuild } from '../../discord/sandbox.ts';
import type { SandboxCall } from '../../discord/traffic.ts';
import { maskText } from './mask.ts';

const callback = z.object({ type: z.int() });

const answers: Readonly<Record<number, string>> = {
  [InteractionResponseType.ChannelMessageWithSource]: 'answers with a message',
  [InteractionResponseType.DeferredChannelMessageWithSource]: 'defers its answer',
  [InteractionResponseType.DeferredMessageUpdate]: 'defers an update of the message',
  [InteractionResponseType.UpdateMessage]: 'updates the message',
  [InteractionResponseType.ApplicationCommandAutocompleteResult]: 'offers choices',
  [InteractionResponseType.Modal]: 'opens a form',
};

const verbs: Readonly<Record<string, string>> = {
  GET: 'reads',
  POST: 'posts',
  PATCH: 'edits',
  PUT: 'sets',
  DELETE: 'deletes',
};

interface Description {
  readonly title: string;
  readonly note: string;
}

/** Describes a request: its route without ids and tokens, and what it does. */
export function describeCall({ method, path, body }: SandboxCall, guild: SandboxGuild): Description {
  const parts = path.split('/').slice(1);
  const verb = verbs[method] ?? method;
  switch (parts[0]) {
    case 'interactions':
      return {
        title: `${method} callback`,
        note: answers[callback.safeParse(body).data?.type ?? 0] ?? 'answers',
      };
    case 'webhooks':
      return parts[4] === undefined
        ? { title: `${method} follow-up`, note: 'sends another message' }
        : {
            title: `${method} ${/^\d+$/.test(parts[4]) ? 'follow-up' : parts[4]}`,
            note: `${verb} its answer`,
          };
    case 'channels': {
      const known = Object.values(guild.channels).find(({ id }) => id === parts[1]);
      const channel = known ? `#${known.name}` : 'a channel';
      return parts[2] === 'messages'
        ? { title: `${method} message`, note: `${verb} ${parts[3] ? 'a message ' : ''}in ${channel}` }
        : { title: `${method} channel`, note: `${verb} ${channel}` };
    }
    default:
      return {
        title: `${method} ${maskText(parts.filter((part) => !/^\d+$/.test(part)).join('/'))}`,
        note: '',
      };
  }
}
