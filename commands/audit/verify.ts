import { z } from 'zod';
import {
  type BrokenEntry,
  type Contradiction,
  type KeptHash,
  type Verification,
  verifyAuditLog,
} from '../../src/actions/index.ts';
import { defineQueryCommand } from '../../src/command/index.ts';
import { plural } from '../../src/text/plural.ts';
import type { Reply, ReplyField } from '../../src/text/reply.ts';
import { code, joinTexts, oneLine, option, type Text, text } from '../../src/text/text.ts';

/** A hash and the number of its entry, as the audit channel shows them at the end of each line. */
const keptHash = z
  .string()
  .regex(/^\s*[0-9a-f]{8,64}@\d{1,15}\s*$/i, 'use a hash and the number of its entry, such as 3fa9c1d2@57');

/**
 * `/audit verify`: checks the hash chain of the audit log, and compares the log with hashes that were kept elsewhere.
 */
export const verify = defineQueryCommand({
  name: 'verify',
  description: 'Check that nobody has altered the audit log',
  example: 'audit verify against:3fa9c1d2@57',
  visibility: 'private',
  args: z.strictObject({
    against: z.array(keptHash).max(100, 'must have at most 100 hashes').optional().meta({
      description: 'Hashes kept elsewhere, such as from the end of a line in the audit channel',
      inTerminal: 'Hashes kept elsewhere, such as 3fa9c1d2@57',
    }),
  }),

  async read({ em }, { against = [] }) {
    const kept = against.map(readKept);
    const found = await verifyAuditLog(em, kept);
    if (found.broken === null && found.contradictions.length === 0) return whole(found, kept);
    const isMistyped = found.broken === null && found.contradictions.every(({ isOf }) => isOf !== null);
    return isMistyped ? mistyped(found) : faulty(found);
  },
});

function readKept(typed: string): KeptHash {
  const [hash = '', id] = typed.trim().toLowerCase().split('@');
  return { hash, id: Number(id) };
}

const whole = (found: Verification, kept: readonly KeptHash[]): Reply => ({
  tone: 'information',
  line:
    found.entries === 0
      ? text`The audit log is empty.`
      : text`The audit log is intact: ${found.entries} ${[plural(found.entries, 'entry', 'entries')]}${[
          kept.length === 0 ? '' : ', and the given hashes match',
        ]}.`,
  title: text`Audit log intact`,
  fields: [
    ...marksOf(found),
    ...(found.last === null
      ? []
      : [
          {
            name: 'Note',
            value: text`This check cannot detect that entries were cut off at the end, or that the log was rewritten from some entry on. Keep the last hash elsewhere and give it as ${option('against')} next time: that detects both.`,
          },
        ]),
  ],
  data: dataOf(found),
});

/** Says which entries the given hashes are of: the log itself is intact. */
const mistyped = (found: Verification): Reply => ({
  tone: 'refused',
  line: text`${joinTexts(found.contradictions.map(contradicted), ' ')} Check what you copied. The audit log is intact.`,
  title: text`Number of an entry wrong`,
  fields: marksOf(found),
  data: dataOf(found),
});

/**
 * Says what is wrong and what to do. The first broken entry, if there is one, comes before hashes that do not match.
 */
function faulty(found: Verification): Reply {
  const { broken, contradictions } = found;
  const [contradiction] = contradictions;
  const fault = broken === null ? contradiction && contradicted(contradiction) : brokenInWords(broken, found);
  return {
    tone: 'failed',
    line: text`${fault ?? []} Do not trust the log from there on. Compare it with a backup and with hashes kept elsewhere, and find out who can sign in as the owner of the schema ${code('steward')}.`,
    title: text`Audit log altered`,
    fields: [
      ...(broken === null ? [] : [{ name: `Entry ${broken.id} now`, value: entryInWords(broken) }]),
      ...hashesShown(found),
      ...(found.entries === 0
        ? []
        : [{ name: 'Intact entries', value: text`${found.entries}`, inline: true }]),
      ...marksOf(found),
    ],
    data: dataOf(found),
  };
}

/** The given hashes that do not match, where the first line does not say it all. */
const hashesShown = ({ broken, contradictions }: Verification): ReplyField[] =>
  contradictions.length === 0 || (broken === null && contradictions.length === 1)
    ? []
    : [{ name: 'Given hashes', value: joinTexts(contradictions.map(contradicted), '\n') }];

function brokenInWords({ id, fault, actionId }: BrokenEntry, { last }: Verification): Text {
  const before = last === null ? text`the beginning` : text`entry ${last.id}`;
  switch (fault) {
    case 'altered':
      return text`Entry ${id} is the first faulty one of the audit log: it was altered or inserted.`;
    case 'gap':
      return text`Entry ${id} is the first faulty one of the audit log: entries between ${before} and it are missing.`;
    case 'severed':
      return text`Entry ${id} is the first faulty one of the audit log: it does not follow ${before} as that is now.`;
    case 'action':
      return text`Action ${actionId ?? 0} was altered: it no longer has the requester, the reason or the plan that it had at entry ${id} of the audit log.`;
  }
}

const contradicted = ({ kept, found, isOf }: Contradiction): Text => {
  if (isOf !== null) return text`The hash ${[kept.hash]} is that of entry ${isOf}, not of ${kept.id}.`;
  return found === null
    ? text`The audit log no longer has entry ${kept.id}, whose given hash is ${[kept.hash]}: the end of the log was cut off.`
    : text`Entry ${kept.id} of the audit log has the hash ${[found]}, not the given ${[kept.hash]}: it or an earlier entry was replaced, and all later entries were rewritten.`;
};

const entryInWords = ({ at, event, actor, command, reason }: BrokenEntry): Text =>
  joinTexts(
    [
      text`${at}`,
      text`${oneLine(event, 100)}`,
      text`${oneLine(command, 100)}`,
      text`${oneLine(actor, 100)}`,
      ...(reason === null ? [] : [text`${oneLine(reason, 300)}`]),
    ],
    ' · ',
  );

/** Returns the fields about the intact entries. The last hash is given in full, in the form that `against` takes. */
const marksOf = ({ first, last }: Verification): ReplyField[] =>
  first === null || last === null
    ? []
    : [
        { name: 'First', value: text`#${first.id} ${first.at}`, inline: true },
        { name: 'Last', value: text`#${last.id} ${last.at}`, inline: true },
        { name: 'Last hash', value: text`${[`${last.hash}@${last.id}`]}` },
      ];

const dataOf = ({ entries, first, last, broken, contradictions }: Verification) => ({
  whole: broken === null && contradictions.length === 0,
  entries,
  first: first && { ...first, at: first.at.toISOString() },
  last: last && { ...last, at: last.at.toISOString() },
  broken: broken && { ...broken, at: broken.at.toISOString() },
  contradictions: contradictions.map(({ kept, found, isOf }) => ({
    id: kept.id,
    kept: kept.hash,
    found,
    is_of: isOf,
  })),
});
