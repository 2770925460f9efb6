const leastPx = 40;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Calls when a finger goes over an element from one side to the other, and not along a selection or a zoomed page. */
export function onSwipe(element: HTMLElement, go: (direction: 'next' | 'previous') => void): void {
  let start: Point | undefined;
  element.addEventListener('touchstart', ({touches}) => {
    const [finger] = touches;
    start = touches.length === 1 && finger ? placeOf(finger) : undefined;
  });
  // Listened to actively: a browser takes a finger that goes to the right for the way back to the page before.
  element.addEventListener(
    'touchmove',
    (event) => {
      const [finger] = event.touches;
      if (start && finger && goesAcross(start, placeOf(finger)) && !isForTheBrowser()) event.preventDefault();
    },
    {passive: false},
  );
  element.addEventListener('touchend', ({changedTouches}) => {
    const [finger] = changedTouches;
    if (!start || !finger || isForTheBrowser()) return;
    const [from, to] = [start, placeOf(finger)];
    start = undefined;
    const byX = to.x - from.x;
    if (Math.abs(byX) >= leastPx && goesAcross(from, to)) go(byX < 0 ? 'next' : 'previous');
  });
}

function placeOf({clientX, clientY}: Touch): Point {
  return {x: clientX, y: clientY};
}

function goesAcross(from: Point, to: Point): boolean {
  return Math.abs(to.x - from.x) >= 1.5 * Math.abs(to.y - from.y);
}

/** A finger moves a zoomed page, or marks words. */
function isForTheBrowser(): boolean {
  return (visualViewport?.scale ?? 1) > 1.05 || getSelection()?.isCollapsed === false;
}
