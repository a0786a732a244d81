import { html, nothing, render } from 'lit';
import { createActing } from './acting.ts';
import { createAppsMenu } from './apps-menu.ts';
import { createComposer } from './composer.ts';
import { drawForm } from './draw-form.ts';
import { drawPage, type PageActions } from './draw-page.ts';
import { focusLine } from './fields.ts';
import { listen } from './live.ts';
import { createOutsideControl } from './outside.ts';
import { point, pointAtOutside } from './point.ts';
import { createPracticeNotice } from './practice-notice.ts';
import { runnableCommands } from './runnable-commands.ts';
import { createScrollFollower } from './scroll-follower.ts';
import { type Place, server } from './server.ts';
import { initialState, rememberPlace, visibleMessages } from './state.ts';
import { createThemeSwitch } from './theme.ts';
import type { Move } from './tour.ts';
import { createTourGuide } from './tour-guide.ts';
import { typeAnywhere } from './typing-anywhere.ts';
import { createDrawer } from './underneath/drawer.ts';

const REDRAW_MILLISECONDS = 30_000;

const [people, { commands }] = await Promise.all([server.people(), server.commands()]);
const state = initialState(people, commands);
const place = (): Place => ({ as: state.as.name, channel: state.channel });

const acting = createActing(state, {
  observers: {
    sending: () => follower.resume(),
    sent: (interaction) => tour.sent(interaction),
    pressed: (message, label) => tour.pressed(message, label),
  },
  redraw,
});

const composer = createComposer({
  commands: () => runnableCommands(state.commands),
  people: () => state.people,
  ask: async (question, signal) => (await server.autocomplete(place(), question, signal)).choices,
  send: acting.send,
  complain(problem) {
    state.problem = problem;
  },
  redraw,
});

const drawer = createDrawer({ redraw });
const theme = createThemeSwitch({ redraw });
const notice = createPracticeNotice({ redraw });
const outside = createOutsideControl({ redraw });
const follower = createScrollFollower({ redraw });

const appsMenu = createAppsMenu({
  commands: () => state.commands,
  run: (name, target) => void acting.menu(name, target),
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
  click: (message, customId) => void acting.click(message, customId),
  select: (message, customId, values) => void acting.select(message, customId, values),
  toNewest() {
    follower.follow();
    focusLine();
  },
  dismiss(id) {
    state.dismissed.add(id);
    redraw();
    focusLine();
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
    case 'menu':
      // The click on the tour’s button, which is still being handled, closes menus.
      setTimeout(() => appsMenu.openFor(move.person.id));
      break;
    case 'outside':
      pointAtOutside(move.act);
      break;
    case 'point':
      point(move.message, move.label);
      follower.stay();
  }
}

async function move(): Promise<void> {
  state.messages = [];
  state.arriving = true;
  follower.follow();
  state.problem = undefined;
  state.form = undefined;
  // As in Discord, only the person who used a component sees that it waits or failed.
  state.waiting.clear();
  state.failed.clear();
  rememberPlace(state);
  await refresh();
}

async function refresh(): Promise<void> {
  drawer.refresh();
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
    // The next change event fetches them again, at the latest the event on the next connection.
    state.connected = false;
  }
  redraw();
  if (!state.arriving) return;
  state.arriving = false;
  // The components render a moment after lit inserts them.
  requestAnimationFrame(redraw);
}

function redraw(): void {
  const used = document.activeElement?.closest('#scroll *');
  render(
    html`${drawPage(state, actions, {
      tour: tour.draw(),
      line: composer.draw(state.channel),
      drawer,
      theme,
      notice,
      outside,
      isAway: follower.isAway,
    })} ${drawOpenForm()} ${appsMenu.draw()}`,
    document.body,
  );
  // A pressed button may disappear. The focus then stays in the messages for people who use the keyboard.
  if (used && (!used.isConnected || used.matches(':disabled'))) {
    document.querySelector<HTMLElement>('#scroll')?.focus({ preventScroll: true });
  }
  follower.settle();
}

function drawOpenForm() {
  const { form } = state;
  if (!form) return nothing;
  return drawForm(
    form,
    { problem: state.problem, botAvatar: state.people.botAvatar },
    {
      submit: (values) => void acting.submit(form, values),
      cancel() {
        if (state.form === form) state.form = undefined;
        state.problem = undefined;
        redraw();
      },
      redraw,
    },
  );
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
typeAnywhere();
// As in Discord, a click on a mentioned command puts it into the message box.
document.addEventListener('click', (event) => {
  const { target } = event;
  const mention = target instanceof Element ? target.closest<HTMLElement>('[data-command]') : null;
  if (mention === null) return;
  event.preventDefault();
  composer.begin(`/${mention.dataset.command}`);
});
// Relative timestamps get outdated.
setInterval(redraw, REDRAW_MILLISECONDS);
