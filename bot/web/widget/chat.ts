import { clientId } from "../shared/client_id";
import type { Locale } from "../shared/locale";
import { slot, type Slot } from "../shared/storage";
import { Connection, type ConnectionOwner } from "./connection";
import { Emitter, type EventName } from "./emitter";
import { EventLog, isFromUs } from "./event_log";
import { HandoffLoader } from "./handoff_loader";
import { ask, createConversation } from "./http";
import { effectOf, Outbox, type Pending } from "./outbox";
import type {
  Act,
  ConversationEvent,
  ConversationState,
  ErrorBody,
  Resume,
  Session,
  TypingSender,
} from "./protocol";
import { everyThreeSeconds, TypingSign } from "./typing";

/** What a page hears by another name than the protocol's. */
const NAMES: Readonly<Record<string, EventName>> = {
  joined: "agent_joined",
  lost: "agent_lost",
  handed_back: "agent_left",
};
const BOT_OWNS: ConversationState = { owner: "bot", place: null, agent: null };

/** One customer's conversation as the widget knows it. Call `subscribe` to hear that something changed. */
export class Chat implements ConnectionOwner {
  conversation: ConversationState = BOT_OWNS;
  log = new EventLog();
  isOpen = false;
  draft = "";
  /** What the server said no to last, for the customer to repair. */
  refusal: { item: Pending; error: ErrorBody } | null = null;
  readonly events = new Emitter();
  readonly outbox: Outbox;
  readonly sign = new TypingSign(() => this.#changed());
  readonly handoff: HandoffLoader;
  readonly #tellTyping = everyThreeSeconds(() => this.#connection.typing());
  readonly #connection: Connection;
  readonly #session: Slot<Session>;
  readonly #read: Slot<number>;
  readonly #subscribers = new Set<() => void>();
  #unread = 0;

  constructor(
    private readonly base: string,
    public locale: Locale,
  ) {
    // One key per server: a token must never travel to another one.
    this.#session = slot(`baton:session:${base}`);
    this.#read = slot(`baton:read:${base}`);
    this.outbox = new Outbox(`baton:outbox:${base}`, () => this.#late());
    this.#connection = new Connection(base, this);
    this.handoff = new HandoffLoader(base, () => this.#changed());
  }

  get unread(): number {
    return this.#unread;
  }

  get isConnected(): boolean {
    return this.#connection.isReady;
  }

  /** Whether a connection is wanted: there is a conversation, or there will be one when the outbox is sent. */
  get hasConversation(): boolean {
    return this.#session.read() !== null || this.outbox.sendable.length > 0;
  }

  /** Whether to ask "did this help?". */
  get awaitsRating(): boolean {
    return this.log.awaitsRating && !this.outbox.items.some((item) => item.kind === "rate");
  }

  subscribe(subscriber: () => void): () => void {
    this.#subscribers.add(subscriber);
    return () => void this.#subscribers.delete(subscriber);
  }

  /** Resumes what is stored; a new customer causes no request. */
  start(): void {
    for (const { id } of this.outbox.sendable) this.outbox.watch(id);
    this.#connection.wake();
  }

  setOpen(isOpen: boolean): void {
    if (this.isOpen === isOpen) return;
    this.isOpen = isOpen;
    if (isOpen) this.#connection.wake();
    this.events.emit(isOpen ? "open" : "close");
    this.#changed();
  }

  setLocale(locale: Locale): void {
    if (this.locale === locale) return;
    this.locale = locale;
    this.#connection.locale(locale);
    this.events.emit("locale", { locale });
    this.#changed();
  }

  /** The customer is writing: kept while the panel is closed, and the agent may see that somebody writes. */
  write(draft: string): void {
    this.draft = draft;
    if (draft.trim()) this.#tellTyping();
  }

  send(text: string): void {
    const trimmed = text.trim();
    if (trimmed) this.act({ kind: "message", text: trimmed });
  }

  /** Does something that is kept until the server has confirmed it. */
  act(act: Act): void {
    const item = { ...act, id: clientId(), at: new Date().toISOString() };
    this.refusal = null;
    this.outbox.add(item);
    this.#connection.deliver(item);
    this.#changed();
  }

  /** Returns a link that works once, by which the customer goes on in Messenger; throws where there is none. */
  async messengerLink(): Promise<string> {
    const { conversation, token } = this.#session.read()!;
    const url = `${this.base}/api/widget/conversations/${conversation}/messenger-link`;
    return (await ask<{ url: string }>({ url, token, body: {}, withinMs: 15_000 })).url;
  }

  resend(item: Pending): void {
    this.outbox.refuse(item.id, false);
    this.outbox.watch(item.id);
    this.#connection.deliver(item);
    this.#changed();
  }

  /** The network is back, or somebody looks at the page again. */
  wake(): void {
    this.#connection.wake();
    this.#changed();
  }

  /** The network is gone: what is connected would only notice it later. */
  sleep(): void {
    if (this.hasConversation) this.#connection.drop();
    this.#changed();
  }

  /** Another tab of this page began the conversation, read on in it, or forgot it. */
  synchronise(): void {
    // An outbox without a session is the other tab's: it is about to begin the conversation.
    if (this.#session.read()) this.#connection.wake();
    else if (this.log.cursor > 0) this.reset();
    this.#changed();
  }

  /** Forgets the conversation, e.g. when the customer signs out of the shop. */
  reset(): void {
    this.#connection.stop();
    this.outbox.clear();
    this.forget();
  }

  async resume(): Promise<Resume | null> {
    let session = this.#session.read();
    if (!session) {
      if (this.outbox.sendable.length === 0) return null;
      const { conversation, token } = await createConversation(this.base, this.locale);
      // Another tab may have been faster; both must end up in one conversation.
      session = this.#session.read() ?? { conversation, token };
      this.#session.write(session);
    }
    return { session, after: this.log.cursor, locale: this.locale };
  }

  ready(state: ConversationState): void {
    this.state(state);
    for (const item of this.outbox.sendable) this.#connection.deliver(item);
    this.events.emit("ready");
  }

  event(event: ConversationEvent): void {
    const wasRead = event.seq <= (this.#read.read() ?? 0);
    if (!this.log.receive(event)) return;
    if (event.kind === "message") {
      if (event.from === "customer") this.#confirm(event.id);
      else this.sign.hide(event.from);
    } else this.handoff.want();
    if (!wasRead) this.#tell(event);
    this.#changed();
  }

  state(state: ConversationState): void {
    const before = this.conversation;
    this.conversation = state;
    if (state.owner !== "bot") this.handoff.want();
    if (state.owner === "queue") {
      if (before.owner !== "queue") this.events.emit("handoff");
      if (state.place !== before.place) this.events.emit("queue", { place: state.place });
    }
    this.#changed();
  }

  typing(from: TypingSender): void {
    this.sign.show(from);
  }

  ack(id: string, seq: number): void {
    const item = this.#confirm(id);
    if (item?.kind === "rate") this.log.confirm({ kind: "rated", seq, at: item.at, helped: item.helped });
    if (item?.kind === "message") this.log.confirm({ ...item, from: "customer", seq });
    if (item) this.state({ ...this.conversation, ...effectOf(item) });
  }

  refused(id: string, error: ErrorBody): void {
    const item = this.outbox.items.find((pending) => pending.id === id);
    if (item?.kind === "message") this.outbox.refuse(id);
    else if (item) {
      this.outbox.remove(id);
      // A rating that comes too late is nothing for the customer to repair.
      if (item.kind === "rate") this.log.isRatingOver = true;
      else this.refusal = { item, error };
    }
    this.events.emit("error", error);
    this.#changed();
  }

  /** The next message begins a new conversation. */
  forget(): void {
    this.#session.write(null);
    this.#read.write(null);
    // Unsent messages go along into the new conversation; all else was about the old one.
    for (const item of this.outbox.items) if (item.kind !== "message") this.outbox.remove(item.id);
    this.log = new EventLog();
    this.conversation = BOT_OWNS;
    this.refusal = null;
    this.#changed();
  }

  statusChanged(isReady: boolean): void {
    this.events.emit("connection", { isReady });
    this.#changed();
  }

  /** The server has it: as an event or as an ack, whichever comes first. */
  #confirm(id: string): Pending | undefined {
    const item = this.outbox.remove(id);
    if (item?.kind === "message") this.events.emit("sent", { id, text: item.text });
    return item;
  }

  #late(): void {
    this.#connection.wake();
    this.#changed();
  }

  #tell(event: ConversationEvent): void {
    if (event.kind !== "message") this.events.emit(NAMES[event.kind] ?? event.kind, event);
    else if (isFromUs(event)) this.events.emit("message", event);
  }

  #changed(): void {
    const read = this.#read.read() ?? 0;
    if (this.isOpen && document.visibilityState === "visible" && read < this.log.cursor) {
      this.#read.write(this.log.cursor);
    }
    const unread = this.log.unreadAfter(this.#read.read() ?? 0);
    if (unread !== this.#unread) this.events.emit("unread", { count: (this.#unread = unread) });
    for (const subscriber of this.#subscribers) subscriber();
  }
}
