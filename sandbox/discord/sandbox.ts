import type {
  APIApplicationCommand,
  APIApplicationCommandOptionChoice,
  APIGuildMember,
  APIMessage,
  APIModalInteractionResponseCallbackData,
  APIRole,
  APITextChannel,
} from 'discord-api-types/v10';
import type { SandboxTraffic } from './traffic.ts';

/** What a test or the page may ask of the Discord on loopback. */
export interface DiscordSandbox {
  /** Base address of the REST API, what `DISCORD_API_URL` takes: `http://127.0.0.1:PORT/api`. */
  readonly apiUrl: string;
  /** The one bot token this Discord accepts. */
  readonly token: string;
  readonly applicationId: string;
  readonly guild: SandboxGuild;
  /** The commands the bot has registered in the guild so far. */
  readonly commands: readonly APIApplicationCommand[];
  /** How often the bot registered commands (bulk overwrite, create, edit or delete calls). */
  readonly registrations: number;
  /** Every request the bot made, in order, for assertions on what leaves the program. */
  readonly requests: readonly SandboxRequest[];
  /** The latest of what the bot was told and what it asked, the newest last. */
  readonly traffic: readonly SandboxTraffic[];
  /** Whether a session of the bot's is on the gateway now. */
  readonly connected: boolean;
  readonly misbehave: Misbehaviour;
  /** The faults that were asked for and may still strike. */
  readonly troubles: readonly Trouble[];
  /** The person of that name, to type, click and look through their eyes. */
  as(name: string): SandboxPerson;
  /** Resolves when a gateway session is ready to receive interactions; rejects after `milliseconds`. */
  ready(milliseconds?: number): Promise<void>;
  /** Calls `listener` whenever anything a person can see has changed; the returned function stops that. */
  watch(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface SandboxGuild {
  readonly id: string;
  readonly name: string;
  readonly roles: { readonly admin: APIRole; readonly moderator: APIRole; readonly everyone: APIRole };
  readonly channels: { readonly moderation: APITextChannel; readonly audit: APITextChannel };
  readonly members: readonly APIGuildMember[];
}

export interface SandboxRequest {
  readonly method: string;
  /** Without `/api/v10` and the query, decoded: `/channels/123/messages`. */
  readonly path: string;
  /** The JSON, or the `payload_json` of a form. */
  readonly body: unknown;
  readonly status: number;
  /** Milliseconds since the epoch at which the answer was sent. */
  readonly at: number;
}

/**
 * Everything a person does here, the bot hears over the gateway, as from the real Discord. What is sent while the bot is
 * cut off waits for it to resume; where there is no session that could, it rejects with `NobodyListening`.
 */
export interface SandboxPerson {
  readonly id: string;
  readonly name: string;
  /** As it is now: its roles change with `give` and `take`. */
  readonly member: APIGuildMember;
  /**
   * Types a line such as `/user deactivate lain keep_followers:true` and presses Enter. Required options may be given
   * by position, in the command's order (the last string one takes the rest of the line), the others as `name:value`;
   * a value with spaces goes in double quotes. Rejects with `NotSendable`, as Discord's own client would, what the
   * registered command does not allow, and commands that the person does not find in their client.
   */
  type(line: string, where?: { channel?: string; guild?: string }): Promise<SandboxInteraction>;
  /**
   * Runs a registered command with options given as data, e.g. `command('user deactivate', { nickname: 'lain' })`.
   * Delivered whether or not the person finds the command in their client: admins of a guild may allow it to anybody.
   */
  command(
    path: string,
    options?: Readonly<Record<string, string | number | boolean>>,
    where?: { channel?: string; guild?: string },
  ): Promise<SandboxInteraction>;
  /** The choices the bot offers while `focused` is being typed; rejects when it does not answer within 3 s. */
  autocomplete(
    path: string,
    options: Readonly<Record<string, string | number | boolean>>,
    focused: string,
    where?: { channel?: string; guild?: string },
  ): Promise<APIApplicationCommandOptionChoice[]>;
  /** Presses a button of a message that this person can see; as if it stood elsewhere, if another place is given. */
  click(
    message: APIMessage,
    customId: string,
    where?: { channel?: string; guild?: string },
  ): Promise<SandboxInteraction>;
  /** Chooses from a select menu. */
  select(message: APIMessage, customId: string, values: readonly string[]): Promise<SandboxInteraction>;
  /** Fills in and sends the modal that an interaction was answered with; keys are the inputs' custom ids. */
  submit(
    interaction: SandboxInteraction,
    values: Readonly<Record<string, string>>,
  ): Promise<SandboxInteraction>;
  /** What this person sees in a channel: everybody's messages and their own ephemeral ones, oldest first. */
  messages(channel?: string): readonly APIMessage[];
  /** Deletes a message that everybody sees, as who may manage messages can. */
  remove(message: APIMessage): void;
  /** From now on the person has that role, wherever they are looked up and in what they send. */
  give(role: SandboxRole): void;
  take(role: SandboxRole): void;
  /** Is timed out until then; null lifts it. */
  timeOut(until: Date | null): void;
  /** Leaves the guild, for good: nothing is sent from there, and the member is unknown (10007). */
  leave(): void;
}

export type SandboxRole = 'admin' | 'moderator';

export interface SandboxInteraction {
  readonly id: string;
  readonly token: string;
  /** Milliseconds since the epoch at which it was dispatched over the gateway. */
  readonly sentAt: number;
  /** When the first answer arrived, if one did. */
  readonly answeredAt: number | undefined;
  /** Every answer so far is kept: callbacks, edits, follow-ups, in order, each with its message as it then was. */
  readonly answers: readonly SandboxAnswer[];
  /** The first answer (a deferral, a message, an update, a modal). Rejects with a 10062 when 3 s pass without one. */
  answered(): Promise<SandboxAnswer>;
  /**
   * The message once it has content: the direct answer, or the edit that follows a deferral. For the use of a component
   * that is answered with an update, the message of that component once it has changed since, whoever changed it and by
   * whichever way: a card may be edited through its channel. Rejects after `milliseconds` (default 60,000).
   */
  message(milliseconds?: number): Promise<APIMessage>;
}

export interface SandboxAnswer {
  readonly kind:
    | 'deferred'
    | 'message'
    | 'update'
    | 'deferred-update'
    | 'modal'
    | 'choices'
    | 'edit'
    | 'follow-up'
    | 'delete';
  readonly at: number;
  readonly ephemeral: boolean;
  readonly message: APIMessage | undefined;
  readonly modal: APIModalInteractionResponseCallbackData | undefined;
}

export interface Trouble {
  readonly kind: 'rate-limit' | 'failure' | 'delay' | 'twice' | 'forgotten';
  /** Milliseconds until it is over; undefined where something else than time ends it. */
  readonly endsIn: number | undefined;
}

/** Faults on request. Each returns at once; counters count down as matching requests arrive. */
export interface Misbehaviour {
  /** Cuts every gateway connection without a close frame (the client should resume and get what it missed). */
  dropGateway(): void;
  /** Asks the client to reconnect (op 7) and then closes. */
  reconnectGateway(): void;
  /** Declares the session invalid (op 9); a session that is not resumable must identify anew. */
  invalidateSession(resumable: boolean): void;
  /** The next `count` requests whose path matches are answered 429 with `retry_after` seconds. */
  rateLimit(count: number, retryAfterSeconds?: number, path?: RegExp): void;
  /** For so long, requests whose path matches are answered 429, with what is left of that time in `retry_after`. */
  rateLimitFor(milliseconds: number, path?: RegExp): void;
  /** The next `count` requests whose path matches are answered 500. */
  fail(count: number, path?: RegExp): void;
  /** For so long, requests whose path matches are answered 500. */
  failFor(milliseconds: number, path?: RegExp): void;
  /** Requests whose path matches are answered 500 until the returned function is called. */
  outage(path?: RegExp): () => void;
  /** The next `count` requests whose path matches take effect when they arrive, but are answered after this delay. */
  delay(count: number, milliseconds: number, path?: RegExp): void;
  /** For so long, requests whose path matches take effect when they arrive, but are answered after `delay` milliseconds. */
  delayFor(milliseconds: number, delay: number, path?: RegExp): void;
  /** Takes the bot's access to a channel: 50001 on its routes, whereas the webhooks of interactions go on working. */
  closeChannel(name: 'moderation' | 'audit'): void;
  openChannel(name: 'moderation' | 'audit'): void;
  /** The next interaction, autocompletion apart, is delivered twice, under the same id, one right after the other. */
  deliverTwice(): void;
  /** The next interaction's token, autocompletion apart, is unknown to every callback (10062), though the interaction is delivered. */
  forgetNextInteraction(): void;
}
