import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { createFlakeIds } from '../../src/akkoma/ids/flake-ids.ts';
import { expectChanges, recording } from './recording.ts';
import type { Changes } from './snapshot.ts';

const ids = ['recordings', 'recordings-moderation', 'recordings-outside']
  .flatMap((folder) => readdirSync(new URL(`../fixtures/${folder}`, import.meta.url)))
  .map((file) => file.replace('.json', ''))
  // Leaves out recordings with keys or mails, whose comparison recording.test.ts covers.
  .filter((id) => !/<rsa|<mail>/.test(JSON.stringify(recording(id).changes)));

test.each(ids)('%s is met by a run of its own, in any order, and by no run that differs', (id) => {
  const { changes } = recording(id);
  const startedAt = new Date();
  const played = play(changes);
  const run = { startedAt, endedAt: new Date() };
  expectChanges(reversed(played), changes, run);

  for (const [table, one] of Object.entries(played)) {
    for (const [kind, rows] of Object.entries(one)) {
      const expectNotMet = (others: readonly unknown[]) =>
        expect(() =>
          expectChanges({ ...played, [table]: { ...one, [kind]: others } }, changes, run),
        ).toThrow();
      const [first, ...rest] = rows;
      expectNotMet(rest);
      expectNotMet([...rows, first]);
      expectNotMet([
        kind === 'updated' ? { ...first, set: { ...first.set, extra: [0, 1] } } : { ...first, extra: 1 },
        ...rest,
      ]);
    }
  }
});

/** The changes as a run could have made them: each placeholder is replaced by a value. */
function play(changes: Changes): Changes {
  const text = JSON.stringify(changes);
  const inserted = [...(changes.activities?.inserted ?? [])].map((row) => String(row.id));
  const flakeIds = createFlakeIds({ now: Date.now });
  const flakes = new Map(inserted.map((placeholder) => [placeholder, flakeIds.next()[0] ?? '']));
  const randoms = new Map<string, string>();
  const now = new Date().toISOString();
  return JSON.parse(
    text
      .replaceAll(/<flake of (<uuid \d+>)>/g, (_, uuid) => flakes.get(uuid) ?? '')
      .replaceAll(/<uuid \d+>/g, (uuid) => {
        const flake = flakes.get(uuid);
        if (flake !== undefined) return uuidFromFlakeId(flake);
        randoms.set(uuid, randoms.get(uuid) ?? randomUUID());
        return randoms.get(uuid) ?? '';
      })
      .replaceAll('"<serial>"', '1')
      .replaceAll(/(published|deleted)(\\?":\\?")<now>/g, `$1$2${now.replace('Z', '999Z')}`)
      .replaceAll('<now>', now.slice(0, 19))
      .replaceAll('<token, 44 characters>', `${'a'.repeat(43)}=`),
  );
}

function reversed(changes: Changes): Changes {
  const tables = Object.entries(changes).map(([table, one]) => [
    table,
    Object.fromEntries(Object.entries(one).map(([kind, rows]) => [kind, rows.toReversed()])),
  ]);
  return Object.fromEntries(tables);
}
