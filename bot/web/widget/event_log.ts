import type { ConversationEvent, ConversationMessage } from "./protocol";

/** The events of one conversation in their order, each once. */
export class EventLog {
  events: readonly ConversationEvent[] = [];
  /**
   * The highest seq received in the server's order: where to resume.
   * An ack is not enough for it, because events before the acknowledged one may still be on their way.
   */
  cursor = 0;
  /** The server would take no rating any more. */
  isRatingOver = false;

  /** Takes an event that arrived in order; false where it is old. */
  receive(event: ConversationEvent): boolean {
    if (event.seq <= this.cursor) return false;
    this.cursor = event.seq;
    return this.#insert(event);
  }

  /** Takes what the customer did once the server has said where it belongs. */
  confirm(event: ConversationEvent): void {
    this.#insert(event);
  }

  unreadAfter(seq: number): number {
    return this.events.filter((event) => event.seq > seq && isFromUs(event)).length;
  }

  /** Whether "did this help?" is still open after the conversation was closed. */
  get awaitsRating(): boolean {
    const last = this.events.findLast(
      (event) => ["closed", "reopened", "rated"].includes(event.kind) || isFromCustomer(event),
    );
    return last?.kind === "closed" && !this.isRatingOver;
  }

  #insert(event: ConversationEvent): boolean {
    if (this.events.some(({ seq }) => seq === event.seq)) return false;
    const place = this.events.findLastIndex(({ seq }) => seq < event.seq) + 1;
    this.events = [...this.events.slice(0, place), event, ...this.events.slice(place)];
    return true;
  }
}

export function isFromUs(event: ConversationEvent): event is ConversationMessage {
  return event.kind === "message" && event.from !== "customer";
}

function isFromCustomer(event: ConversationEvent): boolean {
  return event.kind === "message" && event.from === "customer";
}
