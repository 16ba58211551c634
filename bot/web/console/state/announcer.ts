import { signal } from "@preact/signals";

// Some readers repeat the whole region when it is left full; emptied sooner than this, some miss the words.
const STAYS_MS = 1000;

/** What a screen reader should say: a region of its own, apart from the transcript. */
export class Announcer {
  readonly said = signal<readonly { id: number; text: string }[]>([]);
  private lastId = 0;

  say(text: string): void {
    const id = ++this.lastId;
    this.said.value = [...this.said.value, { id, text }];
    setTimeout(() => {
      this.said.value = this.said.value.filter((one) => one.id !== id);
    }, STAYS_MS);
  }
}
