import { html, nothing, render } from 'lit';
import type { OutcomeView } from '../wire.ts';
import { createComposer } from './composer.ts';
import { drawForm } from './draw-form.ts';
import { drawPage, type PageActions } from './draw-page.ts';
import { listen } from './live.ts';
import { point } from './point.ts';
import { type Place, server } from './server.ts';
import { initialState, rememberPlace, visibleMessages } from './state.ts';
import type { Move } from './tour.ts';
import { createTourGuide } from './tour-guide.ts';
import { runnableCommands } from './typed-line.ts';

const REDRAW_MILLISECONDS = 30_000;

const state = initialState(await server.people());
const place = (): Place => ({ as: state.as.name, channel: state.channel });

const composer = createComposer({
  commands: () => runnableCommands(state.commands),
  ask: async (question, signal) => (await server.autocomplete(place(), question, signal)).choices,
  send: (line) => act(server.type(place(), line)),
  redraw,
});

const actions: PageActions = {
  become(person) {
    state.as = person;
    void move();
  },
  open(channel) {
    state.channel = channel;
    void move();
  },
  click: (message, customId) => void act(server.click(place(), message.id, customId)),
  select: (message, customId, values) => void act(server.select(place(), message.id, customId, values)),
  dismiss(message) {
    state.dismissed.add(message.id);
    redraw();
  },
};

const tour = createTourGuide({
  run: state.people.run,
  sight: () => ({ ...state, messages: visibleMessages(state) }),
  make,
  redraw,
});

function make(move: Move): void {
  switch (move.kind) {
    case 'type':
      composer.begin(move.line);
      break;
    case 'become':
      actions.become(move.person);
      break;
    case 'open':
      actions.open(move.channel);
      break;
    case 'point':
      point(move.message, move.label);
  }
}

/** Shows what comes of something the person did; resolves with whether it was taken. */
async function act(outcome: Promise<OutcomeView>): Promise<boolean> {
  state.problem = undefined;
  try {
    const settled = await outcome;
    // Closed before it is taken away, so that the focus goes back to where it was.
    document.querySelector('dialog')?.close();
    state.form = settled.modal ? settled : undefined;
    return true;
  } catch (error) {
    state.problem = error instanceof Error ? error.message : String(error);
    return false;
  } finally {
    redraw();
  }
}

async function move(): Promise<void> {
  state.messages = [];
  state.problem = undefined;
  state.form = undefined;
  rememberPlace(state);
  await refresh();
}

async function refresh(): Promise<void> {
  const asked = place();
  try {
    const [{ messages }, { commands }, people] = await Promise.all([
      server.messages(asked),
      server.commands(),
      server.people(),
    ]);
    if (asked.as !== state.as.name || asked.channel !== state.channel) return;
    state.connected = true;
    state.messages = messages;
    state.commands = commands;
    state.people = people;
    tour.look();
  } catch {
    // The next change, at the latest the one that comes with a new connection, fetches them again.
    state.connected = false;
  }
  redraw();
}

function redraw(): void {
  const scroll = document.querySelector('#scroll');
  const atEnd = !scroll || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  render(
    html`${drawPage(state, actions, tour.draw(), composer.draw(state.channel))} ${drawOpenForm()}`,
    document.body,
  );
  // The components draw themselves a moment after lit has put them in.
  if (atEnd)
    requestAnimationFrame(() =>
      document.querySelector('#scroll')?.scrollTo({ top: Number.MAX_SAFE_INTEGER }),
    );
}

function drawOpenForm() {
  const { form } = state;
  if (!form?.modal) return nothing;
  return drawForm(form.modal, state.problem, {
    submit: (values) => void act(server.submit(place(), form.interaction, values)),
    cancel() {
      if (state.form === form) state.form = undefined;
      state.problem = undefined;
      redraw();
    },
  });
}

rememberPlace(state);
redraw();
listen(
  () => void refresh(),
  (connected) => {
    state.connected = connected;
    redraw();
  },
);
// Relative timestamps grow old.
setInterval(redraw, REDRAW_MILLISECONDS);
