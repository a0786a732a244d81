const HOLD_MILLISECONDS = 500;
/** How far a resting finger may move, in CSS pixels. */
const SLACK = 10;

/**
 * Calls `pressed` when a finger rests on the page: Safari does not send `contextmenu` then. If `pressed` returns true,
 * the click that follows when the finger is lifted is dropped.
 */
export function onLongPress(pressed: (target: EventTarget | null, x: number, y: number) => boolean): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  let isHandled = false;
  const cancel = () => clearTimeout(timer);

  document.addEventListener('pointerdown', ({ pointerType, target, clientX: x, clientY: y }) => {
    cancel();
    isHandled = false;
    if (pointerType !== 'touch') return;
    start = { x, y };
    timer = setTimeout(() => {
      isHandled = pressed(target, x, y);
    }, HOLD_MILLISECONDS);
  });
  document.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (Math.hypot(clientX - start.x, clientY - start.y) > SLACK) cancel();
  });
  for (const end of ['pointerup', 'pointercancel', 'contextmenu']) document.addEventListener(end, cancel);
  document.addEventListener(
    'click',
    (event) => {
      if (!isHandled) return;
      isHandled = false;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}
