import { GatewayDispatchEvents, InteractionType } from 'discord-api-types/v10';
import type { Faults } from './faults.ts';
import type { Gateway } from './gateway.ts';
import type { Guild } from './guild.ts';
import { interactionPayload } from './interaction-payload.ts';
import type { InteractionRecord } from './interaction-record.ts';
import type { InteractionStore, Opening } from './interaction-store.ts';
import type { MessageStore } from './message-store.ts';

/** The bot has no session that could receive interactions. */
export class NoSession extends Error {
  override readonly name = 'NobodyListening';
}

/**
 * Creates an interaction and sends it to every session of the bot. A disconnected session gets it when it resumes.
 *
 * @throws {NoSession} when there is no session
 */
export type Send = (opening: Omit<Opening, 'forgotten' | 'sourceThen'>, data: unknown) => InteractionRecord;

export interface SendingParts {
  readonly interactionStore: InteractionStore;
  readonly guild: Guild;
  readonly messages: MessageStore;
  readonly faults: Faults;
  readonly gateway: Gateway;
}

/** @see https://discord.com/developers/docs/events/gateway-events#interaction-create */
export function createSending({ interactionStore, guild, messages, faults, gateway }: SendingParts): Send {
  return (opening, data) => {
    if (!gateway.hasSession) {
      throw new NoSession('The bot has no session on the gateway: nobody will hear of this.');
    }
    // While a line is being typed, the client sends many autocomplete interactions. The fault is meant for the command
    // that is sent afterwards.
    const isTyping = opening.type === InteractionType.ApplicationCommandAutocomplete;
    const { copies, forgotten } = isTyping
      ? { copies: 1 as const, forgotten: false }
      : faults.nextInteraction();
    const message = opening.source ? messages.find(opening.source)?.message : undefined;
    const record = interactionStore.open({ ...opening, sourceThen: message, forgotten });
    const payload = { ...interactionPayload(record, guild), data, ...(message && { message }) };
    const deliverOnce = () => gateway.dispatch(GatewayDispatchEvents.InteractionCreate, payload);
    if (isTyping) deliverOnce();
    else faults.deliver(deliverOnce, copies);
    return record;
  };
}
