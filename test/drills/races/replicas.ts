import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.ts';
import { policyOf, type Ways, waysOn, waysWith } from '../../support/perform.ts';

/** One value for each of two replicas. */
type Two<Each> = readonly [Each, Each];

/** Two replicas on one database, each with connections of its own, under three policies. */
export interface Replicas {
  readonly client: Client;
  /** No approval is needed. */
  readonly alone: Two<Ways>;
  /** One approval is needed. */
  readonly team: Two<Ways>;
  /** Two approvals are needed. */
  readonly committee: Two<Ways>;
}

/** Opens two replicas for the calling test file; call it at the top, and make `auditHolds` its last test. */
export function openReplicas(): () => Replicas {
  const database = testDatabase();
  const closing: (() => Promise<void>)[] = [];
  let replicas: Replicas | undefined;
  beforeAll(async () => {
    const open = () => waysOn(database.url, { votes: 1, atEnd: (close) => void closing.push(close) });
    const team = [open(), open()] as const;
    await Promise.all(team.map(({ ready }) => ready()));
    const under = (votes: number) =>
      [
        waysWith({ ...team[0].dependencies, policy: policyOf(votes) }),
        waysWith({ ...team[1].dependencies, policy: policyOf(votes) }),
      ] as const;
    replicas = { client: database.client, alone: under(0), team, committee: under(2) };
  });
  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
  });
  return () => {
    if (replicas === undefined) throw new Error('The replicas are ready only once beforeAll has run');
    return replicas;
  };
}

/** The last test of a file: the chain of the audit log is whole after all races. */
export function auditHolds(replicas: () => Replicas): void {
  test('the chain of the audit log is whole after all races', async () => {
    const { rows } = await replicas().client.query('select steward.verify_audit_log() as fault');
    expect(rows).toEqual([{ fault: null }]);
  });
}
