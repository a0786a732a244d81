import { inject } from 'vitest';
import { isThinking } from './cards.ts';
import { statesOf } from './outcomes.ts';
import type { Scene } from './scene.ts';

/** No timeout of Vitest's: drills end by their own count, and each wait in them has a limit of its own. */
export const unhurried = { timeout: 3_600_000 };

/** Of this number in the whole series, returns the share that this run is for. */
export const partOf = (whole: number): number => Math.max(1, Math.round(whole * inject('share')));

/** Prints the figures of a drill, where it is more than a tenth of the whole. */
export async function printFigures(
  name: string,
  scene: Scene,
  further: readonly (readonly [string, string | number])[],
): Promise<void> {
  if (inject('share') <= 0.1) return;
  const { rows: slowest } = await scene.client.query<{ name: string; seconds: string }>(
    `select name, round(max(extract(epoch from completed_on - greatest(start_after, created_on)))::numeric, 1) as seconds
     from steward_jobs.job where state = 'completed' group by 1 order by 1`,
  );
  const thinking = scene.discord.as('eve').messages().filter(isThinking).length;
  print(name, [
    ['seed', scene.dice.seed],
    ...further,
    ...[...scene.tally].sort(([one], [another]) => one.localeCompare(another)),
    ...(await statesOf(scene.client)).map(([state, count]) => [`actions ${state}`, count] as const),
    ['deferrals of what never came to be', thinking],
    ...slowest.map(({ name: queue, seconds }) => [`slowest job, ${queue}`, `${seconds} s`] as const),
  ]);
}

export function print(name: string, lines: readonly (readonly [string, string | number])[]): void {
  const width = Math.max(...lines.map(([what]) => what.length));
  const table = lines.map(([what, figure]) => `  ${what.padEnd(width)}  ${figure}\n`).join('');
  process.stdout.write(`\n${name}\n${table}`);
}
