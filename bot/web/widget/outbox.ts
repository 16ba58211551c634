import { slot } from "../shared/storage";
import type { ConversationState, Outgoing } from "./protocol";

const LATE_AFTER_MS = 15_000;

/** An outgoing item, and whether the server has said no to it for good. */
export type Pending = Outgoing & { isRefused?: boolean };

/** What an item says to the server, besides its kind. */
export function bodyOf(item: Pending): object {
  const { kind, at, isRefused, call, ...body } = item as Pending & { call?: object };
  return { ...body, ...call };
}

/** What an item changes once the server has it; the server's own word follows. */
export function effectOf(item: Pending): Partial<ConversationState> {
  if (item.kind === "leave_message") return { message_left: true };
  if (item.kind === "callback") return { callback: { phone: item.call.phone, due_at: item.call.at } };
  return item.kind === "cancel_callback" ? { callback: null } : {};
}

/** What the customer sent and the server has not confirmed. It survives a reload; other tabs of the page share it. */
export class Outbox {
  readonly #stored;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #late = new Set<string>();

  constructor(
    key: string,
    private readonly becameLate: () => void,
  ) {
    this.#stored = slot<Pending[]>(key);
  }

  get items(): readonly Pending[] {
    return this.#stored.read() ?? [];
  }

  /** What may be sent by itself, in the order it was written. */
  get sendable(): readonly Pending[] {
    return this.items.filter((item) => !item.isRefused);
  }

  /** Whether the customer should be told that this has not arrived. */
  hasFailed(item: Pending): boolean {
    return item.isRefused === true || this.#late.has(item.id);
  }

  add(item: Outgoing): void {
    this.#write([...this.items, item]);
    this.watch(item.id);
  }

  remove(id: string): Pending | undefined {
    const found = this.items.find((item) => item.id === id);
    if (found) this.#write(this.items.filter((item) => item.id !== id));
    this.#unwatch(id);
    return found;
  }

  refuse(id: string, isRefused = true): void {
    this.#write(this.items.map((item) => (item.id === id ? { ...item, isRefused } : item)));
  }

  /** Starts the time after which an unconfirmed item counts as failed. */
  watch(id: string): void {
    this.#unwatch(id);
    const timer = setTimeout(() => {
      this.#late.add(id);
      this.becameLate();
    }, LATE_AFTER_MS);
    this.#timers.set(id, timer);
  }

  clear(): void {
    for (const { id } of this.items) this.#unwatch(id);
    this.#write([]);
  }

  #unwatch(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#late.delete(id);
  }

  #write(items: Pending[]): void {
    this.#stored.write(items.length > 0 ? items : null);
  }
}
