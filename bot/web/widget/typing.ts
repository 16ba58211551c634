import type { TypingSender } from "./protocol";

const SHOWS_MS = 4_000;
const TELL_EVERY_MS = 3_000;

/** Who is writing to the customer now: said again every few seconds, and forgotten when it is not. */
export class TypingSign {
  from: TypingSender | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  show(from: TypingSender): void {
    this.from = from;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(from), SHOWS_MS);
    this.changed();
  }

  hide(from: TypingSender): void {
    if (this.from !== from) return;
    this.from = null;
    this.changed();
  }
}

/** Lets one call through every three seconds. */
export function everyThreeSeconds(action: () => void): () => void {
  let last = -Infinity;
  return () => {
    if (performance.now() - last < TELL_EVERY_MS) return;
    last = performance.now();
    action();
  };
}
