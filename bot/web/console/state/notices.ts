import { signal } from "@preact/signals";
import type { Texts } from "./language";
import type { Problem } from "./protocol";

/** `problem` is null where the server did not answer. */
export type Notice = { id: number; failed: keyof Texts["failed"]; problem: Problem | null };

const MOST_SHOWN = 3;

/** What went wrong, until the agent dismisses it. */
export class Notices {
  readonly shown = signal<readonly Notice[]>([]);
  private lastId = 0;

  show(failed: Notice["failed"], problem: Problem | null): void {
    const others = this.shown.value.filter(
      (notice) => notice.failed !== failed || notice.problem?.message !== problem?.message,
    );
    this.shown.value = [...others, { id: ++this.lastId, failed, problem }].slice(-MOST_SHOWN);
  }

  dismiss(id: number): void {
    this.shown.value = this.shown.value.filter((notice) => notice.id !== id);
  }

  dismissAll(): void {
    this.shown.value = [];
  }
}
