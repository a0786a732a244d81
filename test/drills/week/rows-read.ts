import type { Client } from 'pg';
import { noting } from '../../../bench/statements.ts';

interface Reading {
  readonly statements: number;
  /** Rows of the audit log, the actions and the change records. */
  readonly rows: number;
  /** Those of these tables that were read by a sequential scan. */
  readonly wholly: readonly string[];
}

/** Measures the reads of `work`, by the plans that its statements are executed with. */
export async function readingOf(client: Client, work: () => Promise<unknown>): Promise<Reading> {
  const statements = await noting(work);
  let read = 0;
  const wholly: string[] = [];
  for (const { text, values } of statements.filter((each) => /^\s*(select|with)\b/i.test(each.text))) {
    const { rows } = await client.query(`explain (analyze, format json) ${text}`, values);
    for (const node of nodesOf(rows[0]['QUERY PLAN'][0].Plan)) {
      if (!['audit_log', 'actions', 'changes'].includes(String(node['Relation Name']))) continue;
      read +=
        Number(node['Actual Loops']) *
        (Number(node['Actual Rows']) + Number(node['Rows Removed by Filter'] ?? 0));
      if (node['Node Type'] === 'Seq Scan' && Number(node['Actual Rows']) > 1_000) {
        wholly.push(String(node['Relation Name']));
      }
    }
  }
  return { statements: statements.length, rows: read, wholly };
}

interface PlanNode {
  readonly [key: string]: unknown;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
