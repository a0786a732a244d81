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

/** The sandbox's Discord, on loopback, as tests and the page use it. */
export interface DiscordSandbox {
  /** The base URL of the REST API, for `DISCORD_API_URL`: `http://127.0.0.1:PORT/api`. */
  readonly apiUrl: string;
  /** The only bot token that this Discord accepts. */
  readonly token: string;
  readonly applicationId: string;
  readonly guild: SandboxGuild;
  /** The commands that the bot has registered in the guild. */
  readonly commands: readonly APIApplicationCommand[];
  /** How often the bot registered commands (bulk overwrite, create, edit or delete calls). */
  readonly registrations: number;
  /** All requests of the bot, in the order of their answers, for assertions on what leaves the program. */
  readonly requests: readonly SandboxRequest[];
  /** The latest events sent to the bot and requests of the bot, the newest last. */
  readonly traffic: readonly SandboxTraffic[];
  /** Whether a session of the bot is connected to the gateway now. */
  readonly connected: boolean;
  readonly misbehave: Misbehaviour;
  /** The requested faults that can still apply. */
  readonly troubles: readonly Trouble[];
  /**
   * Returns the person with that name, to type, click and read as they do.
   *
   * @throws {NotSendable} when the guild has no such member
   */
  as(name: string): SandboxPerson;
  /** Resolves when a gateway session is ready to receive interactions; rejects after `milliseconds`. */
  ready(milliseconds?: number): Promise<void>;
  /** Calls `listener` whenever something that a person can see has changed. Returns a function that stops this. */
  watch(listener: () => void): () => void;
  close(): Promise<void>;
}

/** The name of a channel, as people see it. */
export type ChannelName = 'moderation' | 'audit' | 'reports' | 'sign-ups';

export interface SandboxGuild {
  readonly id: string;
  readonly name: string;
  readonly roles: { readonly admin: APIRole; readonly moderator: APIRole; readonly everyone: APIRole };
  readonly channels: Readonly<Record<'moderation' | 'audit' | 'reports' | 'signUps', APITextChannel>>;
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
 * A person in the guild. The bot receives what they do over the gateway, as from the real Discord. What is sent while
 * the bot is disconnected waits for it to resume. Without a session that could resume, the methods reject with
 * `NobodyListening`.
 */
export interface SandboxPerson {
  readonly id: string;
  readonly name: string;
  /** The member as they are now: `give` and `take` change the roles. */
  readonly member: APIGuildMember;
  /**
   * Types a line such as `/user deactivate lain keep_followers:true` and presses Enter. Required options may be given
   * by position, in the command's order, and the last one takes the rest of the line if it is a string. The others are
   * given as `name:value`. A value with spaces needs double quotes. Rejects with `NotSendable`, as Discord's own client
   * would, when the registered command does not allow the line, or when the person does not find the command in their
   * client.
   */
  type(line: string, where?: { channel?: string; guild?: string }): Promise<SandboxInteraction>;
  /**
   * Runs a registered command with options given as data, e.g. `command('user deactivate', { nickname: 'lain' })`. The
   * command is delivered even if the person does not find it in their client, because admins of a guild may allow it to
   * any member.
   */
  command(
    path: string,
    options?: Readonly<Record<string, string | number | boolean>>,
    where?: { channel?: string; guild?: string },
  ): Promise<SandboxInteraction>;
  /**
   * Chooses a command from the menu of a message that this person can see, or of a member: `menu('Show', message)`.
   * Rejects with `NotSendable` when no such command is registered, or the message is ephemeral.
   */
  menu(
    name: string,
    target: APIMessage | APIGuildMember,
    where?: { channel?: string; guild?: string },
  ): Promise<SandboxInteraction>;
  /** Asks the bot for choices while `focused` is being typed. Rejects when the bot does not answer in time. */
  autocomplete(
    path: string,
    options: Readonly<Record<string, string | number | boolean>>,
    focused: string,
    where?: { channel?: string; guild?: string },
  ): Promise<APIApplicationCommandOptionChoice[]>;
  /** Presses a button of a message that this person can see. With `where`, as if the message were in that place. */
  click(
    message: APIMessage,
    customId: string,
    where?: { channel?: string; guild?: string },
  ): Promise<SandboxInteraction>;
  /** Chooses from a select menu. */
  select(message: APIMessage, customId: string, values: readonly string[]): Promise<SandboxInteraction>;
  /** Fills in and submits the modal that answered an interaction. The keys are the custom ids of the inputs. */
  submit(
    interaction: SandboxInteraction,
    values: Readonly<Record<string, string>>,
  ): Promise<SandboxInteraction>;
  /**
   * Returns the messages that this person sees in a channel: public ones and their own ephemeral ones, oldest first.
   */
  messages(channel?: string): readonly APIMessage[];
  /** Deletes a message that everybody sees. The person needs the permission to manage messages. */
  remove(message: APIMessage): void;
  /** Gives the person a role, in REST responses and in the interactions they send from now on. */
  give(role: SandboxRole): void;
  take(role: SandboxRole): void;
  /** Times the person out until that time; null ends the timeout. */
  timeOut(until: Date | null): void;
  /** Leaves the guild permanently: the person can send nothing any more, and REST answers 10007 for the member. */
  leave(): void;
}

export type SandboxRole = 'admin' | 'moderator';

export interface SandboxInteraction {
  readonly id: string;
  readonly token: string;
  /** When it was dispatched over the gateway, in milliseconds since the epoch. */
  readonly sentAt: number;
  /** When the first answer arrived; undefined before that. */
  readonly answeredAt: number | undefined;
  /** All answers so far, in order: callbacks, edits and follow-ups, each with its message as it was then. */
  readonly answers: readonly SandboxAnswer[];
  /**
   * Waits for the first answer (a deferral, a message, an update, a modal). Rejects with a 10062 when its time passes
   * without one.
   */
  answered(): Promise<SandboxAnswer>;
  /**
   * Waits for the message to have content: the direct answer, or the edit that follows a deferral. If the use of a
   * component was answered with a deferred update, waits for the message of that component to change. Any edit of it
   * counts, because a card may also be edited through its channel. Where the deferral was deleted, waits for the
   * follow-up that takes its place. Rejects after `milliseconds` (default 60,000).
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
  /** Milliseconds until the fault ends; undefined where something other than time ends it. */
  readonly endsIn: number | undefined;
}

/** The connections to the gateway that are left without an answer. */
export interface HeldConnections {
  /** How many connections wait for an answer now. */
  readonly count: number;
  /** Resets them, and accepts new ones again. */
  reset(): void;
}

/** Faults on request. Each call returns immediately. Counters count down as matching requests arrive. */
export interface Misbehaviour {
  /** Cuts every gateway connection without a close frame. The client should resume and get the missed events. */
  dropGateway(): void;
  /** Asks the client to reconnect (op 7) and then closes. */
  reconnectGateway(): void;
  /** Declares all sessions invalid (op 9). The client of a session that is not resumable must identify again. */
  invalidateSession(resumable: boolean): void;
  /** Leaves new connections to the gateway without an answer, until they are reset. */
  holdGateway(): HeldConnections;
  /** Answers the next `count` requests whose path matches with 429 and this `retry_after`. */
  rateLimit(count: number, retryAfterSeconds?: number, path?: RegExp): void;
  /** Answers requests whose path matches with 429 during this time. `retry_after` is the rest of the time. */
  rateLimitFor(milliseconds: number, path?: RegExp): void;
  /** Answers the next `count` requests whose path matches with 500. */
  fail(count: number, path?: RegExp): void;
  /** Answers requests whose path matches with 500 during this time. */
  failFor(milliseconds: number, path?: RegExp): void;
  /** Answers requests whose path matches with 500 until the returned function is called. */
  outage(path?: RegExp): () => void;
  /** Delays the answers to the next `count` requests whose path matches. The requests take effect when they arrive. */
  delay(count: number, milliseconds: number, path?: RegExp): void;
  /**
   * Delays the answers to requests whose path matches by `delay` milliseconds, during this time. The requests take
   * effect when they arrive.
   */
  delayFor(milliseconds: number, delay: number, path?: RegExp): void;
  /** Removes the bot's access to a channel: its routes answer 50001, but the webhooks of interactions still work. */
  closeChannel(name: ChannelName): void;
  openChannel(name: ChannelName): void;
  /** Delivers the next interaction, except autocompletion, twice in succession with the same id. */
  deliverTwice(): void;
  /** Delivers the last interaction, except autocompletion, again with the same id. */
  deliverAgain(): void;
  /** Delivers the next interaction, except autocompletion, but answers its callback with 10062. */
  forgetNextInteraction(): void;
}
