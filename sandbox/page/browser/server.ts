import type {
  APIApplicationCommand,
  APIApplicationCommandOptionChoice,
} from 'discord-api-types/payloads/v10';
import type { Misbehaving, UnderneathView } from '../underneath/view.ts';
import type { ChannelName, MessagesView, OutcomeView, OutsideAct, OutsideView, PeopleView } from '../wire.ts';
import type { MenuTarget } from './apps-menu.ts';
import type { Question } from './bot-choices.ts';
import type { FilledCommand } from './composer.ts';

/** The person who acts, by name, and the channel. */
export interface Place {
  readonly as: string;
  readonly channel: ChannelName;
}

/** The bot did not answer an action in time, or the used component is no longer there. */
export class InteractionFailed extends Error {
  override readonly name = 'InteractionFailed';
}

/**
 * The API of the page's server. Every call rejects with an Error whose message can be shown to the person, or with
 * `InteractionFailed`.
 */
export const server = {
  people: () => call<PeopleView>('/api/people'),
  commands: () => call<{ commands: APIApplicationCommand[] }>('/api/commands'),
  messages: ({ as, channel }: Place) =>
    call<MessagesView>(`/api/messages?${new URLSearchParams({ as, channel })}`),
  command: (place: Place, command: FilledCommand) =>
    call<OutcomeView>('/api/command', { ...place, ...command }),
  autocomplete: ({ as }: Place, question: Question, signal: AbortSignal) =>
    call<{ choices: APIApplicationCommandOptionChoice[] }>('/api/autocomplete', { as, ...question }, signal),
  click: (place: Place, message: string, customId: string) =>
    call<OutcomeView>('/api/click', { ...place, message, customId }),
  select: (place: Place, message: string, customId: string, values: readonly string[]) =>
    call<OutcomeView>('/api/select', { ...place, message, customId, values }),
  menu: (place: Place, name: string, target: MenuTarget) =>
    call<OutcomeView>('/api/menu', { ...place, name, target }),
  submit: ({ as }: Place, interaction: string, values: Readonly<Record<string, string>>) =>
    call<OutcomeView>('/api/submit', { as, interaction, values }),
  outside: (act: OutsideAct) => call<OutsideView>('/api/outside', { act }),
  underneath: (step: string | undefined) =>
    call<UnderneathView>(`/api/underneath${step === undefined ? '' : `?${new URLSearchParams({ step })}`}`),
  misbehave: (how: Misbehaving) => call<unknown>('/api/misbehave', { how }),
  restartBot: (signal: 'SIGTERM' | 'SIGKILL') => call<unknown>('/api/bot', { signal }),
};

async function call<Answer>(path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(path, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    throw new Error('The sandbox does not respond. Check that it is running.', { cause });
  });
  const answer: unknown = await response.json();
  if ([409, 504].includes(response.status)) throw new InteractionFailed(errorOf(answer));
  if (!response.ok)
    throw new Error(errorOf(answer) ?? `The sandbox responded with status ${response.status}.`);
  return answer as Answer;
}

function errorOf(answer: unknown): string | undefined {
  return typeof answer === 'object' && answer && 'error' in answer ? String(answer.error) : undefined;
}
