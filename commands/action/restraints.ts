import { type ApprovalPolicy, type Caller, stoppedBy } from '../../src/actions/index.ts';
import type { Lock, Pause } from '../../src/operations/index.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { reasonAfter } from '../../src/text/sentences.ts';
import { command, joinTexts, oneLine, person as someone, type Text, text } from '../../src/text/text.ts';

/** Says that Steward is locked, by whom, since when and why. */
export const lockInWords = ({ by, since, reason }: Lock): Text =>
  text`Steward was locked by ${by} ${since}${reasonAfter(reason)}. Nobody can request, approve or run anything until an admin unlocks it with ${command('action unlock')}.`;

/** Returns fields for the limit per person and the paused people. A field with nothing to show is omitted. */
export const restraintsOf = (
  policy: ApprovalPolicy | null,
  pauses: readonly Pause[],
  reader: Caller,
): ReplyField[] => [
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
    : [
        {
          name: 'Paused',
          value: joinTexts(
            pauses.slice(0, mostNamed).map((pause) => pauseInWords(pause, reader)),
            '\n',
          ),
        },
      ]),
];

/** The maximum number of lines that fit into a field. */
const mostNamed = 5;

function pauseInWords(pause: Pause, reader: Caller): Text {
  const { person, name, until, reason } = pause;
  const ends = text`${someone(person, name)} · ends ${until}`;
  const by = text`paused by ${pauserOf(pause, reader)}${reasonAfter(oneLine(reason, 100))}`;
  return joinTexts([ends, stoppedBy(pause), by], ' · ');
}

/** Who paused somebody, as the reader calls them: "you" where they did it themselves. */
export const pauserOf = ({ byId, by }: Pause, { id }: Pick<Caller, 'id'>): Text =>
  byId === id ? text`you` : text`${by}`;
