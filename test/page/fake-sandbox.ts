import type { APIMessage, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { createGuild } from '../../sandbox/discord/guild.ts';
import { NotSendable } from '../../sandbox/discord/not-sendable.ts';
import type { DiscordSandbox, SandboxAnswer, SandboxInteraction } from '../../sandbox/discord/sandbox.ts';
import { NoSession } from '../../sandbox/discord/sending.ts';

export interface FakeSandbox extends DiscordSandbox {
  /** The acts of people, in order: the method and its arguments, the person's name first. */
  readonly done: unknown[][];
  /** The modal that answers the next interaction. */
  modal: APIModalInteractionResponseCallbackData | undefined;
  /** Whether the bot leaves interactions unanswered. */
  silent: boolean;
  /** Whether the bot has no session. */
  deserted: boolean;
  listeners(): number;
  say(content: string, onlyFor?: string): APIMessage;
}

/** The guild of the sandbox without its gateway and bot, for tests of the page's own server. */
export function createFakeSandbox(): FakeSandbox {
  const guild = createGuild([]);
  const said: { message: APIMessage; onlyFor: string | undefined }[] = [];
  const listeners = new Set<() => void>();
  const done: unknown[][] = [];
  const nothing = () => undefined;
  let lastId = 1_200_000_000_000_000_000n;

  const fake: FakeSandbox = {
    done,
    modal: undefined,
    silent: false,
    deserted: false,
    listeners: () => listeners.size,
    say(content, onlyFor) {
      lastId += 1n;
      const message = createMessage(String(lastId), content);
      said.push({ message, onlyFor });
      for (const listener of listeners) listener();
      return message;
    },
    apiUrl: 'http://127.0.0.1:1/api',
    token: 'token',
    applicationId: guild.bot.id,
    guild,
    commands: [],
    registrations: 0,
    requests: [],
    traffic: [],
    connected: true,
    troubles: [],
    misbehave: {
      dropGateway: nothing,
      reconnectGateway: nothing,
      holdGateway: () => ({ count: 0, reset: nothing }),
      invalidateSession: nothing,
      deliverAgain: nothing,
      rateLimit: nothing,
      rateLimitFor: nothing,
      fail: nothing,
      failFor: nothing,
      outage: () => nothing,
      closeChannel: nothing,
      openChannel: nothing,
      delay: nothing,
      delayFor: nothing,
      deliverTwice: nothing,
      forgetNextInteraction: nothing,
    },
    as(name) {
      const member = guild.members.find(({ user }) => user.username === name);
      if (!member) throw new Error(`Nobody is called ${name}.`);
      const does = async (...what: unknown[]): Promise<SandboxInteraction> => {
        if (fake.deserted) throw new NoSession('There is no session.');
        done.push([name, ...what]);
        return interact();
      };
      return {
        id: member.user.id,
        name,
        member,
        type: (...what) => does('type', ...what),
        async command(path, ...what) {
          if (!path.startsWith('user')) throw new Error(`No command /${path}.`);
          return does('command', path, ...what);
        },
        async autocomplete(...what) {
          done.push([name, 'autocomplete', ...what]);
          return [{ name: 'Lain', value: 'lain' }];
        },
        async click({ id }, customId) {
          if (customId === 'gone') throw new NotSendable('The message has no button gone.');
          return does('click', id, customId);
        },
        menu: (command, target) => does('menu', command, 'content' in target ? target.id : target.user.id),
        select: ({ id }, customId, values) => does('select', id, customId, values),
        submit: ({ id }, values) => does('submit', id, values),
        messages: () =>
          said
            .filter(({ onlyFor }) => onlyFor === undefined || onlyFor === name)
            .map(({ message }) => message),
        remove: nothing,
        give: nothing,
        take: nothing,
        timeOut: nothing,
        leave: nothing,
      };
    },
    ready: async () => undefined,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => undefined,
  };

  function interact(): SandboxInteraction {
    lastId += 1n;
    const { modal } = fake;
    fake.modal = undefined;
    const answer: SandboxAnswer = {
      kind: modal ? 'modal' : 'message',
      at: 0,
      ephemeral: false,
      message: undefined,
      modal,
    };
    return {
      id: String(lastId),
      token: 'token',
      sentAt: 0,
      answeredAt: 0,
      answers: [answer],
      answered: async () => {
        if (fake.silent) throw new Error('10062');
        return answer;
      },
      message: () => Promise.reject(new Error('There is no message.')),
    };
  }

  function createMessage(id: string, content: string): APIMessage {
    return {
      id,
      type: 0,
      channel_id: guild.channels.moderation.id,
      author: guild.bot,
      content,
      timestamp: new Date().toISOString(),
      edited_timestamp: null,
      tts: false,
      mentions: [],
      mention_roles: [],
      mention_everyone: false,
      attachments: [],
      embeds: [],
      components: [],
      pinned: false,
    };
  }

  return fake;
}
