import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { Actions } from "./actions";
import { Acts } from "./acts";
import { Attention } from "./attention";
import { Conversation, type Mode, type Sending } from "./conversation";
import type { Refused } from "./http";
import { Line, type Standing } from "./line";
import { Outbox } from "./outbox";
import type { Parts } from "./parts";
import { PolicyBoard } from "./policy";
import type { Agent, Card, DeskFrame, EntriesFrame, Presence, ServerFrame } from "./protocol";
import { DeskSocket } from "./socket";
import { Unread } from "./unread";

export type Pane = "line" | "conversation" | "briefing";
export type Page = "desk" | "policy";

const TYPING_EVERY_MS = 3000;

type Doubts = { doubt(): Promise<void>; expire(): void };

/** One agent's desk: the server's truth as it arrives, and everything that the agent can do. */
export class Desk {
  readonly agent;
  readonly line = new Line();
  readonly connected = signal(false);
  /** False until the server has told us about the desk for the first time. */
  readonly known = signal(false);
  readonly page = signal<Page>("desk");
  readonly pane = signal<Pane>("line");
  readonly shown = signal<Conversation | null>(null);
  readonly unread = new Unread();
  readonly actions: Actions;
  readonly acts: Acts;
  readonly policy: PolicyBoard;
  /** True when the composer should take the focus, because of something that the agent just did. */
  readonly wantsFocus = signal(false);
  /** True when the heading of what is shown should take the focus instead. */
  readonly wantsHeading = signal(false);
  readonly standing = computed<Standing>(() => this.line.standingOf(this.shown.value?.id));
  readonly shownCard = computed<Card | null>(() => {
    const conversation = this.shown.value;
    return conversation && (this.line.cardOf(conversation.id) ?? conversation.card.value);
  });
  readonly isSupervisor = computed(() => this.agent.value.role === "supervisor");

  private readonly conversations = new Map<string, Conversation>();
  private readonly outbox: Outbox;
  private readonly attention: Attention;
  private readonly socket: DeskSocket;
  private readonly narrow: ReadonlySignal<boolean>;
  private lastTyping = { at: 0, mode: "reply" as Mode };
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
    this.acts = new Acts(this.actions);
    this.policy = new PolicyBoard(refused);
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
    const conversations = [...this.conversations.values()];
    return this.policy.isChanged || conversations.some((conversation) => conversation.holdsUnsent);
  }

  show(conversationId: string): void {
    batch(() => {
      this.page.value = "desk";
      this.pane.value = "conversation";
      this.open(conversationId);
      this.wantsFocus.value = this.standing.value === "mine";
    });
  }

  /** Open a conversation from a place that goes away: a screen reader goes on at its heading. */
  read(conversationId: string): void {
    batch(() => {
      this.show(conversationId);
      this.wantsHeading.value = true;
    });
  }

  showPage(page: Page): void {
    this.page.value = page;
    this.markRead();
  }

  showPane(pane: Pane): void {
    this.pane.value = pane;
    this.markRead();
  }

  async setPresence(presence: Presence): Promise<void> {
    const before = this.agent.value;
    this.agent.value = { ...this.agent.value, presence, was_set_away: false };
    if (!(await this.actions.do("presence", "presence", "/api/console/presence", { presence }))) {
      this.agent.value = before;
    }
  }

  async accept(card: Card): Promise<void> {
    if (await this.acts.accept(card)) this.showOwn(card);
  }

  /** Take what a colleague has. */
  async takeOver(card: Card, why: string): Promise<void> {
    if (await this.acts.takeOver(card, why)) this.showOwn(card);
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

  /** Put a link to Messenger into the reply; the agent may have gone on to another conversation by then. */
  async linkToMessenger(conversation: Conversation): Promise<void> {
    const url = await this.acts.messengerLink(conversation);
    if (url === null) return;
    if (this.shown.value === conversation) this.suggest(conversation, url);
    else conversation.insert(url);
  }

  /** Tell that something is being written: colleagues always, the customer only if it is a reply. */
  typing(conversation: Conversation, mode: Mode): void {
    const now = Date.now();
    if (mode === this.lastTyping.mode && now - this.lastTyping.at < TYPING_EVERY_MS) return;
    this.lastTyping = { at: now, mode };
    this.socket.send({ type: "typing", conversation: conversation.id, note: mode === "note" });
  }

  private showOwn({ conversation }: Card): void {
    this.show(conversation);
    // The desk that makes it ours may still be on its way; the composer takes the focus when it appears.
    this.wantsFocus.value = true;
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
    if (this.shown.value) {
      this.socket.send({ type: "leave", conversation: this.shown.value.id });
      this.shown.value.viewers.value = [];
    }
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
      case "viewers":
        this.conversation(frame.conversation).viewers.value = frame.agents;
        return;
      case "typing":
        return this.conversation(frame.conversation).typed();
      case "error":
        return this.parts.notices.show("socket", frame.error);
      case "pong":
        return;
    }
  }

  private takeDesk(frame: DeskFrame): void {
    const standingBefore = this.standing.value;
    this.parts.clock.follow(frame.now);
    // While our own choice is on its way, an older desk must not flip the switch back for a moment.
    const isChoosing = this.actions.underWay.value.has("presence");
    const { presence, was_set_away } = this.agent.value;
    this.agent.value = { ...frame.agent, ...(isChoosing && { presence, was_set_away }) };
    this.line.take(frame);
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

  private takeLive(conversation: Conversation, frame: EntriesFrame): void {
    const fresh = conversation.follow(frame);
    if (this.shown.value !== conversation) return;
    this.attention.read(fresh, conversation.ownActor);
    // What is known of the customer, and which conversations are theirs, comes with an answer to `open` only.
    if (fresh.some(({ kind }) => kind === "joined")) this.subscribe(conversation);
    this.markRead();
  }

  /** What is on a screen that someone looks at has been read. */
  private markRead = (): void => {
    const isInView = this.page.value === "desk" && (!this.narrow.value || this.pane.value === "conversation");
    const isOnScreen = isInView && !document.hidden;
    const card = this.shownCard.value;
    if (card && isOnScreen && this.standing.value === "mine") this.unread.read(card);
  };
}
