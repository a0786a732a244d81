import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { Refused } from '../text/errors.ts';
import { text } from '../text/text.ts';

/** Where someone types, and where they are told what to type. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
}

/**
 * Asks for a line that nobody is to see: what is typed is not shown.
 *
 * @param flag with which it can be given where nobody is there to type.
 * @throws Refused where nobody is, or where they leave without an answer.
 */
export async function askUnseen({ input, output }: Terminal, flag: string): Promise<string> {
  if (input.isTTY !== true) {
    throw new Refused(
      text`There is no terminal to type the ${flag} in, and nothing was done. Run this in one, or give it as --${flag} VALUE.`,
    );
  }
  output.write(`The ${flag} (not shown): `);
  // What readline would show goes nowhere; it keeps the terminal itself from showing it.
  const lines = createInterface({ input, output: new PassThrough().resume(), terminal: true });
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () =>
        reject(new Refused(text`No ${flag} was typed, and nothing was done. Run the command again.`)),
      );
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
