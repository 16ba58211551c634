import type { HandoffEvent } from "./protocol";

/** What a page can listen to with `baton("on", name, listener)`. */
export type EventName =
  | "ready"
  | "open"
  | "close"
  | "message"
  | "sent"
  | "unread"
  | "handoff"
  | "queue"
  | "locale"
  | "connection"
  | "error"
  | "announce"
  | "agent_joined"
  | "agent_lost"
  | "agent_left"
  | HandoffEvent["kind"];

// What an event carries depends on its name; a host page sees it untyped anyway.
export type Listener = (detail: any) => void;

export class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Calls `listener` at each such event until the returned function is called. */
  on(name: EventName, listener: Listener): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  emit(name: EventName, detail: unknown = {}): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(detail);
      } catch (error) {
        // A mistake of the host page must not stop the conversation, but its developer should see it.
        console.error(error);
      }
    }
  }
}
