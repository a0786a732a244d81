import type { Catalogue } from '../command/index.ts';
import { examineAll, type Outcome } from '../doctor/index.ts';
import { StewardError } from '../text/errors.ts';
import { widthOf, wrapped } from './columns.ts';
import { type Look, lookOf } from './look.ts';
import type { Shell } from './shell.ts';
import { shown } from './shown.ts';

/**
 * Prints each check of the doctor as soon as its result is known, and at the end those that were skipped, a line for
 * each cause; with `--json`, all of them at the end.
 *
 * @returns 1 if a check failed, else 0.
 */
export async function doctor(
  catalogue: Catalogue,
  json: boolean,
  { environment, settings, output, errors }: Pick<Shell, 'environment' | 'settings' | 'output' | 'errors'>,
): Promise<0 | 1> {
  const look = lookOf(output, environment);
  const outcomes: Outcome[] = [];
  const skipped = new Map<string, string[]>();
  try {
    for await (const outcome of examineAll(settings(), catalogue)) {
      outcomes.push(outcome);
      if (outcome.status === 'skipped') {
        const cause = wordsOf(outcome);
        skipped.set(cause, [...(skipped.get(cause) ?? []), outcome.check]);
      } else if (!json) {
        output.write(lineOf(outcome.status, outcome.check, wordsOf(outcome), look));
      }
    }
    if (!json) {
      for (const [cause, checks] of skipped) {
        output.write(lineOf('skipped', checks.join(', '), cause, look));
      }
    }
  } catch (error) {
    if (!(error instanceof StewardError)) throw error;
    const message = shown(error.sentence);
    if (json) output.write(`${JSON.stringify({ error: error.name, message })}\n`);
    else errors.write(`${message}\n`);
    return 1;
  }
  const isWell = outcomes.every(({ status }) => status !== 'failed');
  if (json) {
    const checks = outcomes.map(({ check, status, said, mend }) => ({
      check,
      status,
      said: shown(said),
      ...(mend === undefined ? {} : { mend: shown(mend) }),
    }));
    output.write(`${JSON.stringify({ ok: isWell, checks })}\n`);
  }
  return isWell ? 0 : 1;
}

const wordsOf = ({ said, mend }: Outcome): string =>
  mend === undefined ? shown(said) : `${shown(said)} ${shown(mend)}`;

function lineOf(
  status: Outcome['status'],
  checks: string,
  words: string,
  { columns, green, yellow, red }: Look,
): string {
  const paint = { ok: green, warning: yellow, failed: red, skipped: (text: string) => text }[status];
  const label = `${paint(status)}${' '.repeat('skipped'.length - status.length)}  `;
  const indent = ' '.repeat(widthOf(label));
  const room = columns === null ? null : columns - indent.length;
  return `${label}${wrapped(`${checks}: ${words}`, room).join(`\n${indent}`)}\n`;
}
