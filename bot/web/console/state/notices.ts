import { signal } from "@preact/signals";
import type { Texts } from "./language";

export type Notice = { id: number; failed: keyof Texts["failed"]; message: string };

const MOST_SHOWN = 3;

/** What went wrong, until the agent dismisses it. */
export class Notices {
  readonly shown = signal<readonly Notice[]>([]);
  private lastId = 0;

  show(failed: Notice["failed"], message: string): void {
    const others = this.shown.value.filter((notice) => notice.failed !== failed || notice.message !== message);
    this.shown.value = [...others, { id: ++this.lastId, failed, message }].slice(-MOST_SHOWN);
  }

  dismiss(id: number): void {
    this.shown.value = this.shown.value.filter((notice) => notice.id !== id);
  }

  dismissAll(): void {
    this.shown.value = [];
  }
}
