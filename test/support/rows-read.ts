import { Client } from 'pg';
import { vi } from 'vitest';

interface PlanNode {
  readonly [key: string]: unknown;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/**
 * The number of rows of a table that the statements of some work read, and their scans of it, from the plans that they are
 * executed with.
 *
 * @param table without its schema.
 */
export async function rowsRead(
  client: Client,
  table: string,
  work: () => Promise<unknown>,
): Promise<{ rows: number; scans: string[] }> {
  const query = vi.spyOn(Client.prototype, 'query');
  await work();
  const statements = query.mock.calls.flatMap((call) => {
    const [text, values] = call as unknown as [unknown, unknown[]];
    return typeof text === 'string' && text.includes(table) ? [{ text, values }] : [];
  });
  query.mockRestore();
  const plans: PlanNode[] = [];
  for (const { text, values } of statements) {
    const { rows } = await client.query(`explain (analyze, format json) ${text}`, values);
    plans.push(rows[0]['QUERY PLAN'][0].Plan);
  }
  const nodes = plans.flatMap(nodesOf).filter((node) => node['Relation Name'] === table);
  return {
    rows: nodes.reduce(
      (sum, node) =>
        sum +
        Number(node['Actual Loops']) *
          (Number(node['Actual Rows']) + Number(node['Rows Removed by Filter'] ?? 0)),
      0,
    ),
    scans: nodes.map((node) => String(node['Node Type'])),
  };
}
