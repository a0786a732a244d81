import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { Refused } from '../text/errors.ts';
import { code, text } from '../text/text.ts';

/** The input stream, and the stream that prompts are written to. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
}

/**
 * Prompts for a line without echoing it.
 *
 * @param flag the flag that passes the secret where there is no terminal.
 * @throws Refused if the input is not a terminal, or the caller leaves without an answer.
 */
export async function promptHidden({ input, output }: Terminal, flag: string): Promise<string> {
  if (input.isTTY !== true) {
    throw new Refused(
      text`Cannot ask for the ${flag} without a terminal. Nothing was changed. Run the command in a terminal, or add ${code(`--${flag} VALUE`)}.`,
    );
  }
  output.write(`Enter the ${flag} (not shown): `);
  // With `terminal: true` readline keeps the terminal from echoing the input. Its own echo is discarded.
  const lines = createInterface({ input, output: new PassThrough().resume(), terminal: true });
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () =>
        reject(new Refused(text`No ${flag} was typed. Nothing was changed. Run the command again.`)),
      );
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
