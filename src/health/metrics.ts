import { RESTEvents } from 'discord.js';
import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { actionStates } from '../../entities/steward/index.ts';
import type { LogContext } from '../log/log-context.ts';
import { withTimeout } from '../process/with-timeout.ts';
import { countActions, type Depth, depthOfQueues } from './counts.ts';
import { isConnected, type Parts } from './readiness.ts';

/** The time limit for the queries, in milliseconds. */
const queryTimeout = 5_000;

export interface Metrics {
  /** Counts an interaction that has been handled. */
  count(context: LogContext): void;
  /** Adds parts of the bot that exist from now on. */
  watch(parts: Parts): void;
  readonly type: string;
  /** All metrics, in Prometheus' text format. */
  text(): Promise<string>;
}

/**
 * Creates the metrics. Labels have few values, all of them Steward's own: commands, outcomes, queues and states. None
 * names a person or an account.
 */
export function createMetrics(parts: () => Parts): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { interactions, firstResponse } = interactionMetrics(registry);
  const { requests, rateLimits } = requestMetrics(registry);
  addGatewayMetrics(registry, parts);
  const measure = databaseMetrics(registry, parts);
  return {
    count: ({ command = 'unknown', outcome = 'ok', began, answered }) => {
      interactions.inc({ command, outcome });
      if (began !== undefined && answered !== undefined) {
        firstResponse.observe({ command }, (answered - began) / 1_000);
      }
    },
    watch: ({ client }) => {
      client?.rest.on(RESTEvents.Response, ({ method }, { status }) => requests.inc({ method, status }));
      client?.rest.on(RESTEvents.RateLimited, () => rateLimits.inc());
    },
    type: registry.contentType,
    text: async () => {
      await measure();
      return registry.metrics();
    },
  };
}

const interactionMetrics = (registry: Registry) => ({
  interactions: new Counter({
    name: 'steward_interactions_total',
    help: 'Interactions that have been handled, by command and outcome',
    labelNames: ['command', 'outcome'],
    registers: [registry],
  }),
  firstResponse: new Histogram({
    name: 'steward_first_response_seconds',
    help: 'Time from receiving an interaction until Discord had the first answer; Discord allows 3 seconds',
    labelNames: ['command'],
    buckets: [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3],
    registers: [registry],
  }),
});

const requestMetrics = (registry: Registry) => ({
  requests: new Counter({
    name: 'steward_discord_requests_total',
    help: "Responses of Discord's REST API, by method and status",
    labelNames: ['method', 'status'],
    registers: [registry],
  }),
  rateLimits: new Counter({
    name: 'steward_discord_rate_limited_total',
    help: 'Requests that were delayed by a rate limit',
    registers: [registry],
  }),
});

function addGatewayMetrics(registry: Registry, parts: () => Parts): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    const created: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => created.set(read()),
    });
  };
  gauge('steward_gateway_ready', 'Whether Discord can send interactions', () =>
    Number(isConnected(parts().client)),
  );
  gauge('steward_gateway_ping_seconds', 'Round-trip time of the last heartbeat', () => {
    const ping = parts().client?.ws.ping ?? -1;
    return ping < 0 ? Number.NaN : ping / 1_000;
  });
}

/** @returns reads the pool and the database, and sets the metrics to what it found. */
function databaseMetrics(registry: Registry, parts: () => Parts): () => Promise<void> {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const connections = gauge('steward_database_connections', 'Connections of the pool, by state', 'state');
  const up = gauge('steward_database_up', 'Whether the database answered the queries of these metrics');
  const depth = gauge('steward_queue_jobs', 'Background jobs, by queue and state', 'queue', 'state');
  const oldest = gauge(
    'steward_queue_oldest_due_seconds',
    'Time since the oldest due job became due',
    'queue',
  );
  const actions = gauge('steward_actions', 'Actions, by state', 'state');

  function setDepth({ queue, due, later, active, oldest: seconds }: Depth): void {
    depth.set({ queue, state: 'due' }, due);
    depth.set({ queue, state: 'later' }, later);
    depth.set({ queue, state: 'active' }, active);
    oldest.set({ queue }, seconds);
  }

  return async () => {
    const { database } = parts();
    if (database === undefined) return up.set(0);
    const pool = (await database.em.getConnection().getNativeClient()) as Pool;
    connections.set({ state: 'idle' }, pool.idleCount);
    connections.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
    connections.set({ state: 'awaited' }, pool.waitingCount);
    const asked = Promise.all([depthOfQueues(database), countActions(database)]).catch(() => null);
    const figures = await withTimeout(queryTimeout, asked, null);
    up.set(Number(figures !== null));
    // Without a reset, the old values would be shown as the present ones.
    for (const stale of [depth, oldest, actions]) stale.reset();
    if (figures === null) return;
    const [queues, states] = figures;
    for (const each of queues) setDepth(each);
    for (const state of actionStates) actions.set({ state }, states.get(state) ?? 0);
  };
}
