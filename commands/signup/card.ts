import { type DecidedBy, decidedBy } from '../../src/actions/index.ts';
import { type AccountSummary, readAccountSummary } from '../../src/akkoma/lookup/account-summary.ts';
import { readSignUp, type SignUp } from '../../src/akkoma/registration/list-sign-ups.ts';
import { type CommandContext, unlessZero } from '../../src/command/index.ts';
import type { QueueCard } from '../../src/queue/index.ts';
import type { QueueButton, Reply, ReplyField } from '../../src/text/reply.ts';
import { code, joinTexts, oneLine, person, type Text, text } from '../../src/text/text.ts';
import { postText } from '../post-in-words.ts';

/** The maximum length of what the owner wrote to staff. */
const mostReason = 1_000;

/** The operations that decide about an account that awaits approval. */
const deciding = ['signup.approve', 'signup.reject'];

/**
 * Draws the card of an account that awaits approval. Everyone in the channel sees it, so it has no e-mail address: of that,
 * it only tells how many other accounts have the same domain.
 */
export async function drawSignUpCard(
  { em, instance }: Pick<CommandContext, 'em' | 'instance'>,
  card: QueueCard,
): Promise<Reply> {
  const [item] = card.items;
  const ids = card.items.map(({ id }) => id);
  const state = item?.state ?? 'gone';
  const waiting = item === undefined || state !== 'open' ? null : await readSignUp(em, true, item.id);
  const summary = await readAccountSummary(em, instance, { apId: card.account });
  const decided = await decidedBy(
    em,
    { table: 'users', ids },
    { operations: deciding, since: card.openedAt },
  );
  const name = waiting?.nickname ?? summary?.nickname ?? card.account;
  return {
    tone: waiting === null ? 'done' : 'question',
    title: titles[state] ?? text`Decided`,
    line:
      waiting === null
        ? text`${name} was ${[inWords[state] ?? 'decided']} ${byWhom(decided.get(item?.id ?? ''))}.`
        : text`${name} registered ${waiting.registeredAt}.`,
    ...(waiting === null ? {} : { body: reasonOf(waiting) }),
    account: accountOf(name, summary),
    fields: [...(waiting === null ? [] : numbersField(waiting)), ...urlField(card)],
    ...(item === undefined ? {} : { footer: text`ID ${item.id}` }),
    queueCard: { queue: card.queue, card: card.id, last: item?.place ?? 0, buttons: buttonsOf(state) },
    data: null,
  };
}

const titles: Readonly<Record<string, Text>> = {
  open: text`Awaiting approval`,
  approved: text`Approved`,
  rejected: text`Rejected`,
  gone: text`Deleted`,
};

const inWords: Readonly<Record<string, string>> = {
  approved: 'approved',
  rejected: 'rejected',
  gone: 'deleted',
};

const byWhom = (decided: DecidedBy | undefined): Text =>
  decided === undefined
    ? text`in Akkoma`
    : text`by ${person(decided.by, oneLine(decided.name, 40))} (action ${decided.action})`;

const reasonOf = ({ reason }: SignUp): Text =>
  reason === null ? text`No reason given.` : postText({ text: reason, warning: null }, mostReason);

const accountOf = (name: string, summary: AccountSummary | null): Reply['account'] => ({
  name,
  profile: summary?.profile ?? null,
  avatar: summary?.avatar ?? null,
});

function numbersField({ confirmed, othersWithinHour, address }: SignUp): ReplyField[] {
  const numbers = [
    text`E-mail address ${[confirmed ? 'confirmed' : 'not confirmed']}`,
    unlessZero(othersWithinHour, 'other registered within an hour', 'others registered within an hour'),
    unlessZero(
      address?.othersWithDomain ?? 0,
      'other has an address of the same domain',
      'others have an address of the same domain',
    ),
  ].filter((each) => each !== null);
  return [{ name: 'Account', value: joinTexts(numbers, ' · ') }];
}

const urlField = ({ account }: QueueCard): ReplyField[] => [
  { name: 'URL', value: code(oneLine(account, 200)) },
];

const buttonsOf = (state: string): QueueButton[] =>
  state === 'open' ? ['approve', 'reject', 'details'] : state === 'gone' ? [] : ['details'];
