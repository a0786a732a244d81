export { defineActing } from './acting.ts';
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
export { cardOf } from './card.ts';
export { type Catalogue, createCatalogue } from './catalogue.ts';
export type { Command, CommandGroup, Desk, RawArgs, Told } from './command.ts';
export { actionNumber, defineDeciding } from './deciding.ts';
export { createDesks, type Sitting } from './desk.ts';
export { detailsOf } from './details.ts';
export { explain } from './explain.ts';
export { type Entry, entriesFor, operationName, roleFor, undoingInWords, whatFirst } from './manual.ts';
export type { Option } from './options.ts';
export { pageOf } from './pages.ts';
export { pastTime } from './past-time.ts';
export { cancelled, others } from './plan-reply.ts';
export { defineReading } from './reading.ts';
export { refreshInWords } from './refresh-words.ts';
export { refusedWords } from './refused.ts';
export { type Suggest, suggest } from './suggestions.ts';
