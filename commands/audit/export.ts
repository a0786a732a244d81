import { z } from 'zod';
import { exportAuditLog } from '../../src/actions/index.ts';
import { defineQueryCommand, fileOfLines, pastTime, periodInOrder } from '../../src/command/index.ts';
import { plural } from '../../src/text/plural.ts';
import type { Reply } from '../../src/text/reply.ts';
import { code, command, text } from '../../src/text/text.ts';

/** `/audit export`: gives the audit log as lines of JSON, in a file or, in a terminal, as a stream. */
export const exportLog = defineQueryCommand({
  name: 'export',
  description: 'Export the audit log as lines of JSON',
  example: 'audit export since:7d',
  visibility: 'private',
  args: z
    .strictObject({
      since: pastTime('Start time, such as 2h, 7d, 2027-04-05 or 2027-04-05T10:00Z').optional(),
      until: pastTime('End time, in the same form').optional(),
    })
    .check(periodInOrder),

  async read({ em, stream }, { since, until }) {
    const entries = exportAuditLog(em, {
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
    });
    if (stream === null) return asFile(entries);
    let count = 0;
    await stream(
      (async function* () {
        for await (const line of entries) {
          count += 1;
          yield line;
        }
      })(),
    );
    return replyOf(count, '.');
  },
});

/** @throws Invalid if the file would be too large. */
async function asFile(entries: AsyncIterable<string>): Promise<Reply> {
  const { count, files } = await fileOfLines(
    'audit-log.jsonl',
    entries,
    text`The export is too large for a file in Discord. Narrow it with ${code('since')} and ${code('until')}, or run ${command('audit export')} in a terminal.`,
  );
  return { ...replyOf(count, ' in the file.'), files };
}

const replyOf = (count: number, where: string): Reply => ({
  tone: 'information',
  line:
    count === 0
      ? text`No matching entries.`
      : text`${count} ${[plural(count, 'entry', 'entries')]}${[where]}`,
  data: { entries: count },
});
