import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Refused } from '../text/errors.ts';
import type { Reply } from '../text/reply.ts';
import { code, text } from '../text/text.ts';
import type { Terminal } from './hidden-prompt.ts';

/**
 * Shows the question and waits for a line. Only `y` and `yes` count as yes; Ctrl-C and Ctrl-D count as no.
 *
 * @throws Refused if the input is not a terminal.
 */
export async function askInTerminal(
  { input, output }: Terminal,
  question: Reply,
  draw: (question: Reply) => string,
): Promise<boolean> {
  if (input.isTTY !== true) {
    throw new Refused(
      text`${question.line} Cannot ask for confirmation without a terminal. Nothing was changed. Add ${code('--yes')} to confirm.`,
    );
  }
  const lines = createInterface({ input, output, terminal: true });
  lines.setPrompt(`${draw(question)}Type yes to continue: `);
  lines.prompt();
  try {
    const [answer]: unknown[] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
    if (answer === undefined) output.write('\n');
    return typeof answer === 'string' && /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
