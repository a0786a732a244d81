import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.ts';
import { policyOf, type Ways, waysOn, waysWith } from '../../support/perform.ts';

/** Something for each of two replicas. */
type Two<Each> = readonly [Each, Each];

/** Two replicas on one database, each with connections of its own, under three policies. */
export interface Replicas {
  readonly client: Client;
  /** Whoever asks decides. */
  readonly alone: Two<Ways>;
  /** One other must agree. */
  readonly team: Two<Ways>;
  /** Two others must. */
  readonly committee: Two<Ways>;
}

/** Gives the test file that calls this at its top two replicas; its last test must be `auditHolds`. */
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

/** The last test of a file: after all of its races the chain of the audit log is whole. */
export function auditHolds(replicas: () => Replicas): void {
  test('after all that, the chain of the audit log is whole', async () => {
    const { rows } = await replicas().client.query('select steward.verify_audit_log() as fault');
    expect(rows).toEqual([{ fault: null }]);
  });
}
