import type { TemplateResult } from 'lit';
import type { PeopleView } from '../wire.ts';
import { type AskBot, createBotChoices } from './bot-choices.ts';
import { type ComposerKeys, onComposerKey } from './composer-keys.ts';
import {
  chipOf,
  type Draft,
  neighbour,
  nextToFill,
  openDraft,
  problemsOf,
  valuesOf,
  valuesWhileAsking,
  withoutOption,
  withText,
} from './draft.ts';
import { drawComposer } from './draw-composer.ts';
import { enterField, focusLine } from './fields.ts';
import { listingOf, type MessageBox, type Taken } from './message-box.ts';
import { isAsked } from './option-offers.ts';
import type { OptionValue } from './option-value.ts';
import type { RunnableCommand } from './runnable-commands.ts';
import { readLine, readName } from './typed-line.ts';

/** A command with all that it is sent with. */
export interface FilledCommand {
  readonly path: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

export interface ComposerSurroundings {
  commands(): readonly RunnableCommand[];
  people(): PeopleView;
  ask: AskBot;
  /** Sends a command; resolves with whether it was taken. */
  send(command: FilledCommand): Promise<boolean>;
  /** Says, once the page is drawn again, why what was typed is not sent; undefined takes that back. */
  complain(problem: string | undefined): void;
  redraw(): void;
}

export interface Composer {
  draw(channel: string): TemplateResult;
  /** Begins a line, such as `/user deactivate lain`, in place of what is there. */
  begin(line: string): void;
}

const nothingTyped: MessageBox = { text: '', draft: undefined, focused: undefined };

/** The message box at the bottom: a line, and once a command is chosen that with its options. */
export function createComposer(surroundings: ComposerSurroundings): Composer {
  const { redraw } = surroundings;
  const choices = createBotChoices(surroundings.ask, () => {
    active = listing()?.eager ? 0 : -1;
    redraw();
  });
  let box = nothingTyped;
  let open = false;
  let active = -1;
  /** Whether one has tried to send the draft as it is: only then what is wrong with it is said. */
  let tried = false;

  function listing() {
    return open ? listingOf(box, surroundings.commands(), surroundings.people(), choices.state) : undefined;
  }

  /** Shows a changed box, with its list open. */
  function change(to: MessageBox): void {
    box = to;
    open = true;
    const { draft, focused } = box;
    const chip = draft && chipOf(draft, focused);
    if (draft && chip && isAsked(chip.option)) {
      const options = valuesWhileAsking(draft, chip.option.name, surroundings.people());
      choices.ask({ path: draft.command.path, options, focused: chip.option.name });
    } else choices.forget();
    active = listing()?.eager ? 0 : -1;
    surroundings.complain(undefined);
    redraw();
  }

  function go(draft: Draft, focused: string | undefined, text = ''): void {
    change({ draft, focused, text });
    enterField(focused, 'end');
  }

  function typeLine(text: string): void {
    const read = readLine(text, surroundings.commands());
    if (read) {
      tried = false;
      go(read.draft, nextToFill(read.draft), read.rest);
      return;
    }
    const { draft } = box;
    const named = draft && readName(text, draft);
    if (named) go(withText(draft, named.name, ''), named.name, named.before);
    else change({ ...box, text });
  }

  function typeOption(draft: Draft, name: string, text: string): void {
    const named = readName(text, draft);
    if (named && named.name !== name) {
      go(withText(withText(draft, name, named.before), named.name, ''), named.name, box.text);
    } else change({ ...box, draft: withText(draft, name, text) });
  }

  function take(taken: Taken): void {
    const { draft, focused } = box;
    if ('command' in taken) {
      tried = false;
      const begun = openDraft(taken.command);
      go(begun, nextToFill(begun));
    } else if (draft && 'add' in taken) go(withText(draft, taken.add, ''), taken.add);
    else if (draft && focused !== undefined && 'pick' in taken) {
      const filled = withText(draft, focused, taken.pick.name, taken.pick.value);
      go(filled, nextToFill(filled), box.text);
    }
  }

  function clear(): void {
    change(nothingTyped);
    open = false;
    tried = false;
    redraw();
    focusLine();
  }

  /** Takes an empty option away; a required one leads back to the one before it, the first to the command. */
  function stepBack(): void {
    const { draft, focused, text } = box;
    if (!draft) return;
    const chip = chipOf(draft, focused);
    const before = neighbour(draft, focused, -1);
    if (chip && !chip.option.required) {
      const without = withoutOption(draft, chip.option.name);
      go(without, before, text);
    } else if (before !== undefined) go(draft, before, text);
    else {
      change({ text: `/${draft.command.path}`, draft: undefined, focused: undefined });
      enterField(undefined, 'end');
    }
  }

  function complain(problem: string): void {
    open = false;
    surroundings.complain(problem);
    redraw();
  }

  async function send(): Promise<void> {
    const { draft, text } = box;
    if (!draft) {
      if (text.trim() !== '') complain(whyNot(text));
      return;
    }
    const problems = problemsOf(draft, surroundings.people());
    const [wrong] = problems.keys();
    if (wrong !== undefined) {
      tried = true;
      redraw();
      enterField(wrong, 'end');
      return;
    }
    if (text.trim() !== '') {
      complain(`/${draft.command.path} has no option for: ${text.trim()}`);
      return;
    }
    const sent = box;
    clear();
    const options = valuesOf(draft, surroundings.people());
    const taken = await surroundings.send({ path: draft.command.path, options });
    if (!taken && box === nothingTyped) {
      box = sent;
      redraw();
    }
  }

  const keys: ComposerKeys = {
    entries: () => listing()?.entries ?? [],
    active: () => active,
    highlight(index) {
      active = index;
      redraw();
      document.querySelector(`#suggestion-${active}`)?.scrollIntoView({ block: 'nearest' });
    },
    standsAlready: ({ taken }) =>
      'pick' in taken &&
      box.draft !== undefined &&
      chipOf(box.draft, box.focused)?.picked === taken.pick.value,
    take,
    send: () => void send(),
    stepBack,
    close() {
      open = false;
      redraw();
    },
    isOpen: () => open,
    move(step) {
      const { draft, focused } = box;
      const to = draft && neighbour(draft, focused, step);
      if (!draft || focused === to) return false;
      if (step === -1 && to === undefined) return false;
      enterField(to, step === 1 ? 'start' : 'end');
      return true;
    },
  };

  return {
    begin(line) {
      tried = false;
      box = nothingTyped;
      typeLine(line);
      enterField(box.focused, 'end');
    },
    draw: (channel) =>
      drawComposer(
        {
          channel,
          box,
          listing: listing(),
          active,
          problems: tried && box.draft ? problemsOf(box.draft, surroundings.people()) : new Map(),
          botAvatar: surroundings.people().botAvatar,
        },
        {
          typeLine,
          typeOption,
          take,
          clear,
          key: (event) => onComposerKey(event, keys),
          enter(name) {
            if (!open || box.focused !== name) change({ ...box, focused: name });
          },
          leave() {
            choices.forget();
            open = false;
            redraw();
          },
          addOption() {
            if (box.draft) go(box.draft, undefined, box.text);
          },
        },
      ),
  };
}

function whyNot(text: string): string {
  return text.startsWith('/')
    ? `There is no command ${text.trim()}; choose one from the list that / opens.`
    : 'Only commands are heard in this sandbox: type / and choose one.';
}
