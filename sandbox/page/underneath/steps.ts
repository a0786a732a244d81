import { ApplicationCommandType, InteractionType } from 'discord-api-types/v10';
import * as z from 'zod';
import type { SandboxTraffic } from '../../discord/traffic.ts';
import { maskText } from './mask.ts';
import type { StepView } from './view.ts';

const MOST = 20;
const LONGEST = 140;

const option = z.object({ type: z.int(), name: z.string(), value: z.unknown().optional() });
type Option = z.output<typeof option> & { options?: Option[] | undefined };
const optionTree: z.ZodType<Option> = option.extend({
  get options() {
    return z.array(optionTree).optional();
  },
});

const component = z.object({ custom_id: z.string().optional(), label: z.string().optional() });

const interaction = z.object({
  id: z.string(),
  type: z.enum(InteractionType),
  token: z.string(),
  member: z.object({
    nick: z.string().nullish(),
    user: z.object({ username: z.string(), global_name: z.string().nullish() }),
  }),
  data: z.object({
    type: z.int().optional(),
    name: z.string().optional(),
    custom_id: z.string().optional(),
    options: z.array(optionTree).optional(),
    values: z.array(z.string()).optional(),
  }),
  message: z
    .object({ components: z.array(z.object({ components: z.array(component).default([]) })).default([]) })
    .optional(),
});
type Interaction = z.output<typeof interaction>;

/** A step, with the token of its interaction. */
export interface Step extends StepView {
  readonly token: string;
}

/** Returns the latest 20 interactions in the traffic, the newest first, without autocompletion. */
export function stepsIn(traffic: readonly SandboxTraffic[]): Step[] {
  const steps = new Map<string, Step>();
  for (const event of traffic) {
    if (event.kind !== 'event' || event.name !== 'INTERACTION_CREATE') continue;
    const { data } = interaction.safeParse(event.data);
    if (!data || data.type === InteractionType.ApplicationCommandAutocomplete || steps.has(data.id)) continue;
    const { user, nick } = data.member;
    steps.set(data.id, {
      id: data.id,
      token: data.token,
      at: event.at,
      who: nick ?? user.global_name ?? user.username,
      what: shortened(maskText(inWords(data))),
    });
  }
  return [...steps.values()].slice(-MOST).reverse();
}

function inWords({ type, data, message }: Interaction): string {
  switch (type) {
    case InteractionType.ApplicationCommand:
      if (data.type !== ApplicationCommandType.ChatInput) return `chose ${data.name}`;
      return ['', data.name, ...(data.options ?? []).map(typed)].join(' ').replace(' ', '/');
    case InteractionType.ModalSubmit:
      return 'submitted a form';
    default: {
      if (data.values) return `chose ${data.values.join(', ')}`;
      const pressed = message?.components
        .flatMap((row) => row.components)
        .find(({ custom_id: id }) => id === data.custom_id);
      return `pressed ${pressed?.label ?? 'a button'}`;
    }
  }
}

function typed({ name, value, options }: Option): string {
  return value === undefined ? [name, ...(options ?? []).map(typed)].join(' ') : `${name}:${String(value)}`;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
