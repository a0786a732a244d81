export { defineActing } from './action-command.ts';
export {
  filter,
  forTime,
  host,
  includeSubdomains,
  nickname,
  person,
  searchText,
  storable,
  tags,
  words,
} from './args.ts';
export { cardOf } from './card/card.ts';
export { detailsOf } from './card/details.ts';
export { explain } from './card/explain.ts';
export { refreshInWords } from './card/refresh-words.ts';
export { type Catalogue, createCatalogue, type Entry } from './catalogue.ts';
export type { Command, CommandGroup, Desk, RawArgs, Told } from './command.ts';
export { createDesks, type Sitting } from './context.ts';
export { actionNumber, defineDeciding } from './decision-command.ts';
export { entriesFor, operationName, roleFor, undoingInWords, whatFirst } from './manual.ts';
export type { Option } from './options.ts';
export { pageOf } from './pages.ts';
export { pastTime } from './past-time.ts';
export { cancelled, others } from './plan-reply.ts';
export { defineReading } from './query-command.ts';
export { refusedWords } from './refused.ts';
export { type Suggest, suggest } from './suggestions.ts';
