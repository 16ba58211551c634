import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { Actions, conversationPath, ticketPath } from "./actions";
import { Attention } from "./attention";
import { Conversation, type Mode, type Sending } from "./conversation";
import type { Refused } from "./http";
import { Outbox } from "./outbox";
import type { Parts } from "./parts";
import type { Agent, Card, DeskFrame, Entry, Presence, ServerFrame } from "./protocol";
import { DeskSocket } from "./socket";
import { Unread } from "./unread";

export type Pane = "line" | "conversation" | "briefing";
/** What the agent may do with the conversation that is shown. */
export type Standing = "offered" | "mine" | "looking";

const TYPING_EVERY_MS = 3000;

type Doubts = { doubt(): Promise<void>; expire(): void };

/** One agent's desk: the server's truth as it arrives, and everything that the agent can do. */
export class Desk {
  readonly agent;
  readonly offers = signal<readonly Card[]>([]);
  readonly mine = signal<readonly Card[]>([]);
  readonly waiting = signal<readonly Card[]>([]);
  readonly waitingCount = signal(0);
  readonly connected = signal(false);
  /** False until the server has told us about the desk for the first time. */
  readonly known = signal(false);
  readonly pane = signal<Pane>("line");
  readonly shown = signal<Conversation | null>(null);
  readonly unread = new Unread();
  readonly actions: Actions;
  /** True when the composer should take the focus, because of something that the agent just did. */
  readonly wantsFocus = signal(false);
  readonly standing = computed<Standing>(() => this.standingOf(this.shown.value?.id));
  readonly shownCard = computed<Card | null>(() => this.cardOf(this.shown.value));

  private readonly conversations = new Map<string, Conversation>();
  private readonly outbox: Outbox;
  private readonly attention: Attention;
  private readonly socket: DeskSocket;
  private readonly narrow: ReadonlySignal<boolean>;
  private lastTypingAt = 0;
  /** After a reconnect: what is shown is opened again once the desk says whether it is still ours. */
  private mustReopen = false;

  constructor(
    agent: Agent,
    private readonly parts: Parts,
    private readonly session: Doubts,
  ) {
    this.agent = signal(agent);
    this.narrow = parts.narrow;
    const refused = (problem: Refused) => problem.code === "not_signed_in" && session.expire();
    this.actions = new Actions(parts.notices, refused);
    this.outbox = new Outbox(refused);
    this.attention = new Attention(parts);
    this.socket = new DeskSocket(`${location.origin.replace(/^http/, "ws")}/api/console/socket`, {
      opened: () => this.opened(),
      frame: (frame) => batch(() => this.take(frame)),
      closed: () => (this.connected.value = false),
      doubted: () => void this.session.doubt(),
    });
    document.addEventListener("visibilitychange", this.markRead);
  }

  start(): void {
    this.parts.clock.start();
    this.socket.start();
    this.outbox.wake();
  }

  /** Signed out for now: drafts and replies under way stay for when the same agent is back. */
  pause(): void {
    this.socket.stop();
    this.connected.value = false;
    this.parts.clock.stop();
  }

  leave(): void {
    this.pause();
    this.outbox.stop();
    this.parts.notices.dismissAll();
    document.removeEventListener("visibilitychange", this.markRead);
  }

  /** Whether leaving the page now would lose something that the agent wrote. */
  get holdsUnsent(): boolean {
    return [...this.conversations.values()].some((conversation) => conversation.holdsUnsent);
  }

  show(conversationId: string): void {
    batch(() => {
      this.pane.value = "conversation";
      this.open(conversationId);
      this.wantsFocus.value = this.standing.value === "mine";
    });
  }

  showPane(pane: Pane): void {
    this.pane.value = pane;
    this.markRead();
  }

  async setPresence(presence: Presence): Promise<void> {
    const before = this.agent.value.presence;
    this.agent.value = { ...this.agent.value, presence };
    if (!(await this.actions.do("presence", "presence", "/api/console/presence", { presence }))) {
      this.agent.value = { ...this.agent.value, presence: before };
    }
  }

  async accept({ ticket, conversation }: Card): Promise<void> {
    if (!(await this.actions.do(ticket, "accept", ticketPath(ticket, "accept"), {}))) return;
    this.show(conversation);
    // The desk that makes it ours may still be on its way; the composer takes the focus when it appears.
    this.wantsFocus.value = true;
  }

  async decline({ ticket }: Card): Promise<void> {
    await this.actions.do(ticket, "decline", ticketPath(ticket, "decline"), {});
  }

  handBack({ id, state }: Conversation, note: string): Promise<boolean> {
    return this.actions.do(id, "handBack", conversationPath(id, "hand-back"), { epoch: state.value?.epoch, note });
  }

  close({ id, state }: Conversation): Promise<boolean> {
    return this.actions.do(id, "close", conversationPath(id, "close"), { epoch: state.value?.epoch });
  }

  send(conversation: Conversation, mode: Mode, text: string): void {
    this.outbox.send(conversation, mode, text);
  }

  sendAgain(conversation: Conversation, sending: Sending): void {
    this.outbox.again(conversation, sending);
  }

  /** Put what was refused back where it was written. */
  takeBack(conversation: Conversation, sending: Sending): void {
    conversation.takeBack(sending);
    this.wantsFocus.value = true;
  }

  /** Offer a text to the agent to edit: it is never sent by itself. */
  suggest(conversation: Conversation, text: string): void {
    batch(() => {
      conversation.insert(text);
      this.pane.value = "conversation";
      this.wantsFocus.value = true;
    });
  }

  /** Tell the customer that a reply is being written. Never called for notes: they would give themselves away. */
  typing(conversation: Conversation): void {
    const now = Date.now();
    if (now - this.lastTypingAt < TYPING_EVERY_MS) return;
    this.lastTypingAt = now;
    this.socket.send({ type: "typing", conversation: conversation.id });
  }

  private open(conversationId: string): void {
    if (this.shown.value?.id !== conversationId) {
      this.hide();
      this.shown.value = this.conversation(conversationId);
      this.subscribe(this.shown.value);
    }
    this.markRead();
  }

  private hide(): void {
    if (this.shown.value) this.socket.send({ type: "leave", conversation: this.shown.value.id });
    this.shown.value = null;
  }

  private subscribe(conversation: Conversation): void {
    this.socket.send({ type: "open", conversation: conversation.id, after: conversation.after });
  }

  private conversation(id: string): Conversation {
    const held = this.conversations.get(id);
    if (held) return held;
    const conversation = new Conversation(id, `agent:${this.agent.value.id}`);
    this.conversations.set(id, conversation);
    return conversation;
  }

  private opened(): void {
    this.connected.value = true;
    this.mustReopen = true;
    this.outbox.wake();
  }

  private take(frame: ServerFrame): void {
    switch (frame.type) {
      case "desk":
        return this.takeDesk(frame);
      case "conversation":
        this.conversation(frame.conversation).opened(frame);
        return;
      case "entries":
        return this.takeLive(this.conversation(frame.conversation), frame);
      case "typing":
        return this.conversation(frame.conversation).typed();
      case "error":
        return this.parts.notices.show("socket", frame.error.message);
      case "pong":
        return;
    }
  }

  private takeDesk(frame: DeskFrame): void {
    const standingBefore = this.standing.value;
    this.parts.clock.follow(frame.now);
    // While our own choice is on its way, an older desk must not flip the switch back for a moment.
    const isChoosing = this.actions.underWay.value.has("presence");
    this.agent.value = { ...frame.agent, ...(isChoosing && { presence: this.agent.value.presence }) };
    this.offers.value = frame.offers;
    this.mine.value = frame.mine;
    this.waiting.value = frame.waiting;
    this.waitingCount.value = frame.waiting_count;
    this.known.value = true;
    this.attention.follow(frame.offers);
    // An offer that ended is no longer ours to read; one that was ours stays to be read after its end.
    if (standingBefore === "offered" && this.standing.value === "looking") {
      this.hide();
      this.pane.value = "line";
    }
    if (this.mustReopen && this.shown.value) this.subscribe(this.shown.value);
    this.mustReopen = false;
    const first = frame.offers[0];
    if (!this.shown.value && first) this.open(first.conversation);
    this.unread.follow(frame.mine);
    this.markRead();
  }

  private takeLive(conversation: Conversation, frame: { state: Conversation["state"]["value"]; entries: Entry[] }) {
    const fresh = conversation.follow(frame.state, frame.entries);
    if (this.shown.value !== conversation) return;
    this.attention.read(fresh, conversation.ownActor);
    this.markRead();
  }

  /** What is on a screen that someone looks at has been read. */
  private markRead = (): void => {
    const isOnScreen = !document.hidden && (!this.narrow.value || this.pane.value === "conversation");
    const card = this.shownCard.value;
    if (card && isOnScreen && this.standing.value === "mine") this.unread.read(card);
  };

  private standingOf(conversationId: string | undefined): Standing {
    const isShown = (card: Card) => card.conversation === conversationId;
    if (this.mine.value.some(isShown)) return "mine";
    return this.offers.value.some(isShown) ? "offered" : "looking";
  }

  private cardOf(conversation: Conversation | null): Card | null {
    if (!conversation) return null;
    const cards = [...this.mine.value, ...this.offers.value];
    return cards.find((card) => card.conversation === conversation.id) ?? conversation.card.value;
  }
}
