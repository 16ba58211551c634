import { signal } from "@preact/signals";

const TICK_MS = 1000;

/** The server's time, ticking each second: an agent's computer may be minutes off. */
export class Clock {
  readonly now = signal(Date.now());
  private offset = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  follow(serverNow: string): void {
    this.offset = Date.parse(serverNow) - Date.now();
    this.tick();
  }

  start(): void {
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    this.now.value = Date.now() + this.offset;
  }
}
