/** One animation-frame loop for the whole page: tasks run while they are asked for, and none while nothing moves. */
type Task = (now: number, elapsed: number) => void;

const tasks = new Set<Task>();
let handle = 0;
let last = 0;

function turn(now: number): void {
  // A tab that slept must not jump: at most a tenth of a second counts. A frame may have begun before it was asked for.
  const elapsed = Math.min(Math.max(now - last, 0), 100) / 1000;
  last = now;
  for (const task of [...tasks]) task(now, elapsed);
  handle = tasks.size ? requestAnimationFrame(turn) : 0;
}

/** Calls `task(now in ms, elapsed in s)` on every frame until the returned function is called. */
export function onFrames(task: Task): () => void {
  // A page that is rendered at build time stands still.
  if (typeof requestAnimationFrame === 'undefined') return () => {};
  tasks.add(task);
  if (!handle) {
    last = performance.now();
    handle = requestAnimationFrame(turn);
  }
  return () => tasks.delete(task);
}

/** Calls `listener` with whether an element can be seen: on screen, in the tab that is in front. */
export function onVisible(element: Element, listener: (visible: boolean) => void): () => void {
  let onScreen = true;
  let told: boolean | undefined;
  const tell = () => {
    const visible = onScreen && !document.hidden;
    if (visible !== told) listener((told = visible));
  };
  const observer = new IntersectionObserver(([entry]) => {
    onScreen = entry!.isIntersecting;
    tell();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', tell);
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', tell);
  };
}

export const prefersReducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
