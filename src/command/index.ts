export { filter, nickname, tags, words } from './args.ts';
export { type Catalogue, createCatalogue } from './catalogue.ts';
export {
  type Command,
  type CommandGroup,
  type Desk,
  defineActing,
  defineReading,
  type RawArgs,
} from './command.ts';
export { createDesks } from './desk.ts';
export { explain } from './explain.ts';
export type { Option, Suggestion } from './options.ts';
export { type Suggest, suggest } from './suggestions.ts';
