import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { validator } from 'hono/validator';
import type { DiscordSandbox } from '../../discord/sandbox.ts';
import { botBody, misbehaveBody, underneathQuery } from '../bodies.ts';
import type { Watchable } from '../events.ts';
import { parsedBy } from '../parsed-by.ts';
import type { ChangesReader } from './read-changes.ts';
import { stepsIn } from './steps.ts';
import { trafficOf } from './traffic-of.ts';
import type { BotView, Misbehaving, UnderneathView } from './view.ts';

/** The delay of answers when Discord is slow, in milliseconds. */
const SLOWNESS = 1500;

/** The bot's process, as the page shows and restarts it. */
export interface BotControl extends BotView, Watchable {
  restart(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** The parts that the page can show besides the channel. Without them it shows less. */
export interface Behind {
  readonly changes: ChangesReader | undefined;
  readonly bot: BotControl | undefined;
}

/** Creates the routes that show the bot's internals, and those that disturb the bot. */
export function underneathRoutes(sandbox: DiscordSandbox, { changes, bot }: Behind): Hono {
  const routes = new Hono();

  routes.get('/underneath', validator('query', parsedBy(underneathQuery)), async (context) => {
    const { step: wanted } = context.req.valid('query');
    const { traffic, guild, connected, troubles } = sandbox;
    const steps = stepsIn(traffic);
    const place = Math.max(
      0,
      steps.findIndex(({ id }) => id === wanted),
    );
    const step = steps[place];
    const until = steps[place - 1]?.at ?? Number.POSITIVE_INFINITY;
    const shown = step && (await changes?.of(step.id));
    const ours = changes &&
      step && {
        messages: await changes.messagesOf(step.id),
        entries: shown?.audit.filter(({ ofThisStep }) => ofThisStep).map(({ id }) => id) ?? [],
      };
    return context.json({
      steps: steps.map(({ token: _, ...shown }) => shown),
      step: step && { id: step.id, at: step.at, who: step.who, what: step.what },
      traffic: step ? trafficOf(step, until, traffic, guild, ours) : [],
      changes: shown,
      bot: bot && { state: bot.state, ending: bot.ending },
      connected,
      troubles,
    } satisfies UnderneathView);
  });

  routes.post('/misbehave', validator('json', parsedBy(misbehaveBody)), (context) => {
    const { how, seconds } = context.req.valid('json');
    misbehave[how](sandbox, seconds * 1000);
    return context.json({ troubles: sandbox.troubles });
  });

  routes.post('/bot', validator('json', parsedBy(botBody)), (context) => {
    if (!bot)
      throw new HTTPException(404, { message: 'This page cannot restart the bot. Restart it yourself.' });
    bot.restart(context.req.valid('json').signal);
    return context.json({ state: bot.state, ending: bot.ending } satisfies BotView);
  });

  return routes;
}

const misbehave: Readonly<Record<Misbehaving, (sandbox: DiscordSandbox, milliseconds: number) => void>> = {
  drop: ({ misbehave: { dropGateway } }) => dropGateway(),
  'rate-limit': ({ misbehave: { rateLimitFor } }, milliseconds) => rateLimitFor(milliseconds),
  errors: ({ misbehave: { failFor } }, milliseconds) => failFor(milliseconds),
  slow: ({ misbehave: { delayFor } }, milliseconds) => delayFor(milliseconds, SLOWNESS),
  twice: ({ misbehave: { deliverTwice } }) => deliverTwice(),
  forget: ({ misbehave: { forgetNextInteraction } }) => forgetNextInteraction(),
};
