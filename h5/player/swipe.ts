const leastPx = 40;

/** Calls when a finger goes over an element from one side to the other, and not along a selection or a zoomed page. */
export function onSwipe(element: HTMLElement, go: (direction: 'next' | 'previous') => void): void {
  let start: {readonly x: number; readonly y: number} | undefined;
  element.addEventListener('touchstart', ({touches}) => {
    const [finger] = touches;
    start = touches.length === 1 && finger ? {x: finger.clientX, y: finger.clientY} : undefined;
  });
  element.addEventListener('touchend', ({changedTouches}) => {
    const [finger] = changedTouches;
    const zoomed = (visualViewport?.scale ?? 1) > 1.05;
    if (!start || !finger || zoomed || getSelection()?.isCollapsed === false) return;
    const [byX, byY] = [finger.clientX - start.x, finger.clientY - start.y];
    start = undefined;
    if (Math.abs(byX) < leastPx || Math.abs(byX) < 1.5 * Math.abs(byY)) return;
    go(byX < 0 ? 'next' : 'previous');
  });
}
