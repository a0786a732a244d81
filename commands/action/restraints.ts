import type { ApprovalPolicy } from '../../src/actions/index.ts';
import type { Lock, Pause } from '../../src/operations/index.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { reasonAfter } from '../../src/text/sentences.ts';
import { command, joinTexts, oneLine, person as someone, type Text, text } from '../../src/text/text.ts';

/** Says that Steward is locked, by whom, since when and why. */
export const lockInWords = ({ by, since, reason }: Lock): Text =>
  text`Steward was locked by ${by} ${since}${reasonAfter(reason)}. Nobody can request, approve or run anything until an admin unlocks it with ${command('action unlock')}.`;

/** Returns fields for the limit per person and the paused people. A field with nothing to show is omitted. */
export const restraintsOf = (policy: ApprovalPolicy | null, pauses: readonly Pause[]): ReplyField[] => [
  ...(policy === null || policy.destructivePerHour === 0
    ? []
    : [
        {
          name: 'Limit per member',
          value: text`${policy.destructivePerHour} destructive actions within an hour. Requesting more pauses the member for an hour.`,
        },
      ]),
  ...(pauses.length === 0
    ? []
    : [{ name: 'Paused', value: joinTexts(pauses.slice(0, mostNamed).map(pauseInWords), '\n') }]),
];

/** The maximum number of lines that fit into a field. */
const mostNamed = 5;

const pauseInWords = ({ person, name, by, until, reason }: Pause): Text =>
  text`${someone(person, name)} · ends ${until} · paused by ${by}${reasonAfter(oneLine(reason, 100))}`;
