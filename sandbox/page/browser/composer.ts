import type { TemplateResult } from 'lit';
import type { PeopleView } from '../wire.ts';
import { type AskBot, createBotChoices } from './bot-choices.ts';
import { nothingTyped, stepBack, takeInto, typeInLine, typeInOption } from './box-changes.ts';
import { type ComposerKeys, onComposerKey } from './composer-keys.ts';
import { chipOf, neighbour, problemsOf, valuesOf, valuesWhileAsking } from './draft.ts';
import { drawComposer } from './draw-composer.ts';
import { enterField, focusLine } from './fields.ts';
import { listingOf, type MessageBox } from './message-box.ts';
import { isAsked } from './option-offers.ts';
import type { OptionValue } from './option-value.ts';
import type { RunnableCommand } from './runnable-commands.ts';

/** A command with the options that are sent with it. */
export interface FilledCommand {
  readonly path: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

export interface ComposerSurroundings {
  commands(): readonly RunnableCommand[];
  people(): PeopleView;
  ask: AskBot;
  /** Sends a command. Resolves with whether the sandbox accepted it. */
  send(command: FilledCommand): Promise<boolean>;
  /** Sets the reason why the typed text cannot be sent, which the next redraw shows; undefined removes it. */
  complain(problem: string | undefined): void;
  redraw(): void;
}

export interface Composer {
  draw(channel: string): TemplateResult;
  /** Replaces the content of the box with a line, such as `/user deactivate lain`. */
  begin(line: string): void;
}

/** Creates the message box at the bottom: a line or, once a command is chosen, the command with its options. */
export function createComposer(surroundings: ComposerSurroundings): Composer {
  const { redraw } = surroundings;
  const choices = createBotChoices(surroundings.ask, () => {
    active = listing()?.eager ? 0 : -1;
    redraw();
  });
  let box = nothingTyped;
  let open = false;
  let active = -1;
  /** Whether the person has tried to send the draft. Its problems are shown only after that. */
  let tried = false;

  function listing() {
    return open ? listingOf(box, surroundings.commands(), surroundings.people(), choices.state) : undefined;
  }

  /** Replaces the box, and opens its list. */
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

  /** Replaces the box, and moves the focus to the option or line that is focused in it. */
  function go(to: MessageBox): void {
    const { draft, focused } = box;
    change(to);
    const begun = to.draft?.command !== draft?.command;
    if (begun) tried = false;
    if (begun || to.focused !== focused) enterField(to.focused, 'end');
  }

  function clear(): void {
    change(nothingTyped);
    open = false;
    tried = false;
    redraw();
    focusLine();
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
      const [, name] = /^([^\s:]+):/.exec(text.trim()) ?? [];
      complain(
        `/${draft.command.path} has no option ${name === undefined ? `for: ${text.trim()}` : `${name}.`}`,
      );
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
    take: (taken) => go(takeInto(box, taken)),
    send: () => void send(),
    stepBack: () => go(stepBack(box)),
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
      // A command counts as complete only with a space after it.
      const whole = line.endsWith(' ') ? line : `${line} `;
      go(typeInLine(nothingTyped, whole, surroundings.commands()));
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
          typeLine: (text) => go(typeInLine(box, text, surroundings.commands())),
          typeOption: (name, text) => go(typeInOption(box, name, text)),
          take: keys.take,
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
            change({ ...box, focused: undefined });
            focusLine();
          },
        },
      ),
  };
}

function whyNot(text: string): string {
  return text.startsWith('/')
    ? `No command ${text.trim()}. Type / and choose one from the list.`
    : 'The sandbox accepts only commands. Type / and choose one from the list.';
}
