export { accountNumbers, counted, openReports, unlessZero } from './account-numbers.ts';
export { accountOfMessage } from './account-of-message.ts';
export { defineActionCommand } from './action-command.ts';
export { approve, approveAndTell, notApproved } from './approving.ts';
export {
  accounts,
  filter,
  forTime,
  host,
  includeSubdomains,
  localNickname,
  nickname,
  notify,
  person,
  searchText,
  storable,
  tags,
  words,
} from './args.ts';
export { cardOf } from './card/card.ts';
export { cardOfAction } from './card/card-place.ts';
export { detailsOf } from './card/details.ts';
export { differencesOf } from './card/differences.ts';
export { explain } from './card/explain.ts';
export { needsRequester, phraseOf, shortPhraseOf } from './card/phrase.ts';
export { refreshInWords } from './card/refresh-words.ts';
export { type Catalogue, type CommandEntry, createCatalogue, groupOf, recordedName } from './catalogue.ts';
export type { ActionCommand, Command, CommandContext, RawArgs, Summary } from './command.ts';
export { countFields, countLines } from './count-labels.ts';
export { createCommandContexts, type Invocation } from './create-context.ts';
export { actionNumber, defineDecisionCommand } from './decision-command.ts';
export { denialReason, readDenialReason } from './denial-reason.ts';
export { fileOfLines, rowsAtATime } from './file-of-lines.ts';
export { latestActionsField, mostLatestActions } from './latest-actions.ts';
export { createListing, type Listing } from './listing.ts';
export { entriesFor, operationName, roleFor, tierToAsk, undoInWords, whatFirst } from './manual.ts';
export type { Option } from './options.ts';
export { pageOf } from './pages.ts';
export { pastTime, periodInOrder } from './past-time.ts';
export { cancelled, includedIn, requestedBefore } from './plan-reply.ts';
export { post, posts } from './post-arg.ts';
export { defineQueryCommand } from './query-command.ts';
export { auditFieldsOfRefusal } from './refused.ts';
export { eventInWords, moodOf, stateFilters, stateInWords } from './state-in-words.ts';
export { type Autocomplete, autocomplete } from './suggestions.ts';
export { summaryLine, summaryReply } from './summary-reply.ts';
export { type TargetAccount, targetAccountOf } from './target-account.ts';
export { givenArgs, typedLine } from './typed-line.ts';
export { undoButtonOf } from './undo-needs.ts';
