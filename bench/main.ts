import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { bulk } from './bulk.ts';
import { firstResponse } from './first-response.ts';
import { memory } from './memory.ts';
import { queue } from './queue.ts';
import { search } from './search.ts';
import { start } from './start.ts';
import { tableOf } from './table.ts';

const benches: readonly Bench[] = [start, firstResponse, memory, bulk, search, queue];

const { values, positionals: names } = parseArgs({
  options: { large: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const stopping = new AbortController();
// Not `once`: while the program has a listener, the embedded PostgreSQL leaves it to the program when to exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
    if (!stopping.signal.aborted) await show(bench);
  }
}

async function show(bench: Bench): Promise<void> {
  console.log(`\n${bench.name}: ${bench.about}\n`);
  try {
    const { rows, targets } = await bench.run({ large: values.large, signal: stopping.signal });
    console.log(tableOf(rows));
    for (const { claim, met } of targets) console.log(`\n${met ? 'PASS' : 'FAIL'}  ${claim}`);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
