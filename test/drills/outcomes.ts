import type { Client } from 'pg';

/** The entries that the log may have of one action, in this order and no other. */
const life =
  /^(proposed (vote )*(approved (running )?)?)?(failed approved (running )?)*((following |begun )?done (kept |superseded )*(undone )?|(following|begun) undone |failed |stale |denied |cancelled |expired )?$/;

/** The possible last entries of an action in each state. */
const lastEvents: Readonly<Record<string, readonly string[]>> = {
  proposed: ['proposed', 'vote'],
  approved: ['approved'],
  following: ['following', 'begun'],
  done: ['done', 'kept', 'superseded'],
  undone: ['undone'],
  failed: ['failed'],
  stale: ['stale'],
  denied: ['denied'],
  cancelled: ['cancelled'],
  expired: ['expired'],
};

/**
 * Returns the errors in the ends of actions: an action that is still running, one that waits without a deadline, and
 * one whose log entries contradict its state or each other. A broken audit chain counts as well.
 */
export async function wrongOutcomes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{
    id: string;
    operation: string;
    state: string;
    deadline: Date | null;
    events: string[];
  }>(`
    select a.id, a.operation, a.state, a.deadline,
      array(select substr(event, 8) from steward.audit_log l where l.action_id = a.id order by l.id) as events
    from steward.actions a order by a.id`);
  const found = rows.flatMap(({ id, operation, state, deadline, events }) => {
    const name = `action ${id} (${operation}, ${state}; ${events.join(' ')})`;
    return [
      ...(state === 'running' ? [`${name}: still running`] : []),
      ...(['proposed', 'approved'].includes(state) && deadline === null ? [`${name}: waits for ever`] : []),
      ...(life.test(events.map((event) => `${event} `).join('')) ? [] : [`${name}: no such life`]),
      ...(lastEvents[state]?.includes(events.at(-1) ?? '') ? [] : [`${name}: the log says otherwise`]),
    ];
  });
  const { rows: chain } = await client.query('select steward.verify_audit_log() as broken');
  return chain[0].broken === null ? found : [...found, `the chain is broken at entry ${chain[0].broken}`];
}

/** Returns the number of actions in each state. */
export async function statesOf(client: Client): Promise<[string, number][]> {
  const { rows } = await client.query<{ state: string; count: number }>(
    'select state, count(*)::integer as count from steward.actions group by 1 order by 2 desc, 1',
  );
  return rows.map(({ state, count }) => [state, count]);
}
