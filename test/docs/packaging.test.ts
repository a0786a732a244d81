import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocksOf } from './blocks.ts';

/** Each way to run the bot, with its lines as they are typed. */
const ways = blocksOf(readFileSync('docs/packaging.md', 'utf8'), 'sh')
  .filter((block) => block.includes('migrate'))
  .map((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'));

test('with Docker, Compose and systemd, the owner migrates and rights are granted before the bot starts', () => {
  const steps = ways.map((lines) =>
    [
      /steward_owner:.*\bmigrate/,
      /(console|steward) grants/,
      /docker run -d|compose up -d|systemctl enable --now/,
    ].map((step) => lines.findIndex((line) => step.test(line))),
  );

  expect(steps).toHaveLength(3);
  for (const found of steps) {
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  }
});
