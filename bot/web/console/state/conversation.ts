import { batch, computed, signal } from "@preact/signals";
import {
  type AgentReplied,
  type Briefing,
  type Card,
  type ConversationFrame,
  type ConversationState,
  type Customer,
  type EntriesFrame,
  type Entry,
  isMessage,
  type NoteAdded,
  type Problem,
  type Reach,
  type Viewer,
} from "./protocol";
import type { Attaching, Attachment } from "./files";
import { remarksOf } from "./remarks";

export type Mode = "reply" | "note";

/** Something the agent sent that has not come back as an entry yet. */
export type Sending = {
  id: string;
  mode: Mode;
  text: string;
  /** Files that go with it, which the server has already. */
  files: readonly Attachment[];
  /** The epoch that it was thought in: the server refuses it once someone else owns the conversation. */
  epoch: number;
  /** The last entry that the agent saw when they sent it: it answers nothing that came after. */
  seen: number;
  /** The highest entry held when it was sent; its own entry can only come later. */
  after: number;
  at: number;
  status: "sending" | "stored" | "failed";
  seq?: number;
  problem?: Problem;
};

const TYPING_LASTS_MS = 4000;

/** What this console holds of one conversation: entries by number, what is being sent, and the drafts. */
export class Conversation {
  readonly card = signal<Card | null>(null);
  readonly state = signal<ConversationState | null>(null);
  readonly channel = signal<string | null>(null);
  /** How the customer is reached; null for those on a page of ours. */
  readonly reach = signal<Reach | null>(null);
  readonly briefing = signal<Briefing | null>(null);
  readonly customer = signal<Customer | null>(null);
  readonly tags = signal<readonly string[]>([]);
  /** Colleagues who look at it now. */
  readonly viewers = signal<readonly Viewer[]>([]);
  readonly entries = signal<readonly Entry[]>([]);
  /** What the customer wanted last, as understood: a conversation that never came to a person has no card. */
  readonly lastIntent = computed(() => {
    const last = this.entries.value.findLast((entry) => entry.kind === "understood");
    return last?.kind === "understood" ? last.intent : null;
  });
  /** What became of messages after they stood there, by their numbers. */
  readonly remarks = computed(() => remarksOf(this.entries.value));
  /** What the customer calls themselves on their channel; empty where nobody told. */
  readonly profileName = computed(() => {
    const named = this.entries.value.findLast((entry) => entry.kind === "customer_named");
    return named?.kind === "customer_named" ? named.name : "";
  });
  readonly loaded = signal(false);
  readonly customerTypes = signal(false);
  readonly sending = signal<readonly Sending[]>([]);
  readonly mode = signal<Mode>("reply");
  /** One draft per mode: what was written for colleagues must never turn up in the reply box. */
  readonly drafts = { reply: signal(""), note: signal("") };
  /** Files that will go with the reply. */
  readonly attaching = signal<readonly Attaching[]>([]);
  private typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: string,
    readonly ownActor: string,
  ) {}

  /** The number to resume after, and of the last entry shown. Entries that came live before the first answer do not count: there are older ones. */
  get after(): number {
    return this.loaded.value ? (this.entries.value.at(-1)?.seq ?? 0) : 0;
  }

  /** Take an answer to `open`. */
  opened(frame: ConversationFrame): void {
    batch(() => {
      // First: what is erased takes along what was known.
      this.merge(frame.entries);
      this.card.value = frame.card;
      this.state.value = frame.state;
      this.channel.value = frame.channel ?? null;
      this.reach.value = frame.reach ?? null;
      this.briefing.value = frame.briefing;
      this.customer.value = frame.customer;
      this.tags.value = frame.tags;
      this.loaded.value = true;
    });
  }

  /** Take live entries; returns those that were not held before. */
  follow({ state, reach, entries }: Pick<EntriesFrame, "state" | "reach" | "entries">): Entry[] {
    return batch(() => {
      this.state.value = state;
      this.reach.value = reach ?? null;
      return this.merge(entries);
    });
  }

  /** Whether leaving the page now would lose something that the agent wrote. */
  get holdsUnsent(): boolean {
    const { reply, note } = this.drafts;
    const hasDraft = reply.value.trim() !== "" || note.value.trim() !== "";
    return hasDraft || this.attaching.value.length > 0 || this.sending.value.some((one) => one.status !== "stored");
  }

  /** Put a text into the reply that is being written. */
  insert(text: string): void {
    const draft = this.drafts.reply;
    draft.value = draft.value.trim() ? `${draft.value.trimEnd()}\n${text}` : text;
    this.mode.value = "reply";
  }

  /** Make what was not delivered a draft again. */
  takeBack({ id, mode, text, files }: Sending): void {
    const draft = this.drafts[mode];
    draft.value = draft.value ? `${text}\n${draft.value}` : text;
    const attached = files.map((file) => ({ name: file.title, file }));
    this.attaching.value = [...attached, ...this.attaching.value];
    this.mode.value = mode;
    this.drop(id);
  }

  /** Return the files that are ready to go with a reply; they are no longer those of the next. */
  takeAttached(): Attachment[] {
    const ready = this.attaching.value.flatMap(({ file }) => file ?? []);
    this.attaching.value = [];
    return ready;
  }

  typed(): void {
    this.customerTypes.value = true;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.stoppedTyping(), TYPING_LASTS_MS);
  }

  add(sending: Sending): void {
    this.sending.value = [...this.sending.value, sending];
  }

  change(id: string, change: Partial<Sending>): void {
    this.sending.value = this.sending.value.map((one) => (one.id === id ? { ...one, ...change } : one));
  }

  /** The server stored it as entry `seq`. */
  stored(id: string, seq: number): void {
    if (this.entries.value.some((entry) => entry.seq === seq)) this.drop(id);
    else this.change(id, { status: "stored", seq });
  }

  drop(id: string): void {
    this.sending.value = this.sending.value.filter((one) => one.id !== id);
  }

  /** Keep nothing on the screen of what was said before: only that there was something. */
  private erase(before: number): void {
    const gone = new Set(["understood", "decided", "action_ran", "slot_set", "tagged", "customer_named"]);
    const stays = (entry: Entry): boolean => entry.seq >= before || !(isMessage(entry) || gone.has(entry.kind));
    this.entries.value = this.entries.value.filter(stays);
    this.tags.value = [];
    this.briefing.value = null;
    this.customer.value = null;
  }

  private merge(entries: readonly Entry[]): Entry[] {
    const held = new Set(this.entries.value.map((entry) => entry.seq));
    const fresh = entries.filter((entry) => !held.has(entry.seq));
    if (fresh.length === 0) return fresh;
    this.entries.value = [...this.entries.value, ...fresh].sort((one, other) => one.seq - other.seq);
    const erased = fresh.findLast((entry) => entry.kind === "erased");
    if (erased) this.erase(erased.seq);
    for (const entry of fresh) {
      if (entry.kind === "customer_messaged") this.stoppedTyping();
      if (entry.kind === "tagged") this.tags.value = entry.tags;
      if (isMessage(entry) && entry.actor === this.ownActor) this.settle(entry as AgentReplied | NoteAdded);
    }
    return fresh;
  }

  /** Replace what was shown as "sending" by its entry, whichever of entry and HTTP answer came first. */
  private settle(entry: AgentReplied | NoteAdded): void {
    const mode: Mode = entry.kind === "note_added" ? "note" : "reply";
    const waiting = this.sending.value.filter((one) => one.mode === mode && one.after < entry.seq);
    const own =
      waiting.find((one) => one.id === entry.id || one.seq === entry.seq) ??
      waiting.find((one) => one.status !== "stored" && one.text === entry.text);
    if (own) this.drop(own.id);
  }

  private stoppedTyping(): void {
    clearTimeout(this.typingEnds);
    this.customerTypes.value = false;
  }
}
