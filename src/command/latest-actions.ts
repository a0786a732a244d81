import type { ListedAction } from '../actions/index.ts';
import type { ReplyField } from '../text/reply.ts';
import { joinTexts, oneLine, person, text } from '../text/text.ts';
import { shortPhraseOf } from './card/phrase.ts';
import type { Catalogue } from './catalogue.ts';
import { stateInWords } from './state-in-words.ts';

/** How many of the latest actions on an account, or of a member, are shown. */
export const mostLatestActions = 5;

/** Makes a field with a line for each action; none where there are no actions. */
export function latestActionsField(
  latest: readonly ListedAction[],
  catalogue: Catalogue,
  { withRequester }: { readonly withRequester: boolean },
): ReplyField[] {
  if (latest.length === 0) return [];
  const lines = latest.map((action) => {
    const { id, operation, requester_id: by, requester, proposed_at: at } = action;
    const phrase = shortPhraseOf(action, catalogue, 80);
    const inState = stateInWords(action, catalogue.operations.get(operation));
    const who = withRequester ? text`${person(by, oneLine(requester, 40))} ` : [];
    return text`#${id} ${phrase} · ${inState} · ${who}${new Date(at)}`;
  });
  return [{ name: 'Latest actions', value: joinTexts(lines, '\n') }];
}
