import { signal } from "@preact/signals";
import type { Card } from "./protocol";

/** Which of the agent's conversations hold a customer message that was not on screen yet. */
export class Unread {
  readonly conversations = signal<ReadonlySet<string>>(new Set());
  private readonly seen = new Map<string, string>();

  follow(mine: readonly Card[]): void {
    const unread = mine.filter((card) => card.unanswered_since && this.seen.get(card.conversation) !== mark(card));
    this.conversations.value = new Set(unread.map((card) => card.conversation));
  }

  read(card: Card): void {
    this.seen.set(card.conversation, mark(card));
    if (!this.conversations.value.has(card.conversation)) return;
    this.conversations.value = new Set([...this.conversations.value].filter((id) => id !== card.conversation));
  }
}

/** Cards carry no sequence number; the message and the time it waits since tell one state from the next. */
function mark(card: Card): string {
  return `${card.unanswered_since} ${card.last_message}`;
}
