/** How far from the end, in CSS pixels, the reader still counts as being there. */
const NEAR_END = 80;

export interface ScrollFollower {
  /** Whether the reader has scrolled up, so that new messages stay out of view. */
  readonly isAway: boolean;
  /** Keeps the end in view, if it is followed. Call it after each redraw. */
  settle(): void;
  /** Goes to the newest message, and follows the end from now on. */
  follow(): void;
  /** Stays at the message to which the page itself has scrolled. */
  stay(): void;
  /** Follows the end again after `stay`. A reader who has scrolled up is left where they are. */
  resume(): void;
}

/**
 * Creates what keeps the newest message in view. The end is followed until the reader scrolls up, and again once they
 * come back to it.
 */
export function createScrollFollower({ redraw }: { redraw(): void }): ScrollFollower {
  let state: 'following' | 'staying' | 'away' = 'following';
  let top = 0;
  let scroll: Element | null = null;
  /** Whether a pointer is down on the messages: if they moved now, the browser would not see a click. */
  let isPressed = false;
  // Messages grow a moment after they are inserted, and the box below them with what is typed.
  const sizes = new ResizeObserver(keepEnd);

  function keepEnd(): void {
    if (state === 'following' && !isPressed) scroll?.scrollTo({ top: scroll.scrollHeight });
  }

  function enter(next: typeof state): void {
    const before = state;
    state = next;
    keepEnd();
    if ((before === 'away') !== (next === 'away')) redraw();
  }

  function press(): void {
    isPressed = true;
    const release = new AbortController();
    const onRelease = () => {
      release.abort();
      // The click follows the release of the pointer.
      setTimeout(() => {
        isPressed = false;
        keepEnd();
      });
    };
    for (const end of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(end, onRelease, { signal: release.signal });
    }
  }

  function onScroll(): void {
    if (!scroll) return;
    const isUp = scroll.scrollTop < top;
    top = scroll.scrollTop;
    const isNearEnd = scroll.scrollHeight - top - scroll.clientHeight < NEAR_END;
    if (isNearEnd && state !== 'following') enter('following');
    if (!isNearEnd && isUp) enter('away');
  }

  return {
    get isAway() {
      return state === 'away';
    },
    settle() {
      if (!scroll) {
        scroll = document.querySelector('#scroll');
        scroll?.addEventListener('scroll', onScroll, { passive: true });
        scroll?.addEventListener('pointerdown', press, { passive: true });
        if (scroll) sizes.observe(scroll);
      }
      for (const child of scroll?.children ?? []) sizes.observe(child);
      keepEnd();
    },
    follow: () => enter('following'),
    stay() {
      top = scroll?.scrollTop ?? 0;
      enter('staying');
    },
    resume() {
      if (state === 'staying') enter('following');
    },
  };
}
