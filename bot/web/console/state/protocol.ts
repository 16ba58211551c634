/** The shapes that travel between console and server (version 1 of the browser protocol). */
import type { Locale } from "../../shared/locale";

export type Presence = "available" | "away" | "offline";

export type Agent = {
  id: string;
  name: string;
  email: string;
  presence: Presence;
  capacity: number;
  languages: string[];
};

export type Card = {
  ticket: string;
  conversation: string;
  state: "waiting" | "offered" | "assigned";
  queue: string;
  reason: string;
  intent: string | null;
  language: Locale;
  channel: string;
  /** 0 is calm, 1 is as angry as it gets. */
  frustration: number;
  waiting_since: string;
  offer_ends_at: string | null;
  last_message: string;
  place: number | null;
  unanswered_since: string | null;
};

export type ConversationState = {
  owner: "bot" | "queue" | "agent" | "closed";
  agent: string | null;
  agent_name: string | null;
  epoch: number;
  seq: number;
};

export type Feeling = { at: string; sentiment: number; frustration: number };

/** The smallest change of one fact with which somebody else would have answered. */
export type Otherwise = { fact: string; value: number | string; needed: number | string; kind: string };

export type Briefing = {
  reason: string;
  rule: string;
  explanation: string;
  otherwise: Otherwise | null;
  wants: { intent: string; text: string; at: string; confidence: number }[];
  mood: Feeling[];
  tried: { at: string; action: string; outcome: string }[];
  facts: { name: string; value: string; verified: boolean }[];
  suggested: string | null;
};

type EntryOf<Kind extends string, Rest = unknown> = {
  seq: number;
  at: string;
  epoch: number;
  actor: string;
  private: boolean;
  kind: Kind;
} & Rest;

type ByAgent = { agent_name: string | null };

export type CustomerMessaged = EntryOf<"customer_messaged", { text: string }>;
export type BotReplied = EntryOf<"bot_replied", { text: string; buttons?: { title: string }[] }>;
/** `id` is the client id that the sender gave it; without it an echo is recognised by its text. */
export type AgentReplied = EntryOf<"agent_replied", ByAgent & { text: string; id?: string }>;
export type NoteAdded = EntryOf<"note_added", ByAgent & { text: string; id?: string }>;
export type Understood = EntryOf<
  "understood",
  { intent: string; confidence: number; sentiment: number; frustration: number; language: string }
>;
/** `decision` is what was chosen (automate, clarify, hand off); `kind` is taken by the entry itself. */
export type Decided = EntryOf<"decided", { decision?: string; rule: string; reason: string; otherwise?: Otherwise | null }>;
export type ActionRan = EntryOf<"action_ran", { action: string; outcome: string }>;
export type SlotSet = EntryOf<"slot_set", { name: string; value: string | null }>;

export type Message = CustomerMessaged | BotReplied | AgentReplied | NoteAdded;
/** What the bot thought and did: shown quietly, for whoever asks why. */
export type Thought = Understood | Decided | ActionRan | SlotSet;
/** What happened to the conversation itself. */
export type Happening =
  | EntryOf<"agent_joined", ByAgent>
  | EntryOf<"agent_lost", ByAgent>
  | EntryOf<"handed_back", ByAgent & { note?: string | null }>
  | EntryOf<"closed", ByAgent>
  | EntryOf<"reopened">
  | EntryOf<"rated", { helped: boolean }>
  | EntryOf<"handoff_requested", { reason: string; queue: string }>
  | EntryOf<"ticket_offered", ByAgent>
  | EntryOf<"offer_declined", ByAgent & { reason?: string | null }>
  | EntryOf<"offer_lapsed", ByAgent>;

export type Entry = Message | Thought | Happening;

const MESSAGES: ReadonlySet<string> = new Set(["customer_messaged", "bot_replied", "agent_replied", "note_added"]);
const THOUGHTS: ReadonlySet<string> = new Set(["understood", "decided", "action_ran", "slot_set"]);

export function isMessage(entry: Entry): entry is Message {
  return MESSAGES.has(entry.kind);
}

export function isThought(entry: Entry): entry is Thought {
  return THOUGHTS.has(entry.kind);
}

export type Problem = { code: string; message: string };

export type DeskFrame = {
  type: "desk";
  agent: Agent;
  offers: Card[];
  mine: Card[];
  waiting: Card[];
  waiting_count: number;
  now: string;
};
export type ConversationFrame = {
  type: "conversation";
  conversation: string;
  card: Card | null;
  state: ConversationState;
  briefing: Briefing | null;
  entries: Entry[];
};
export type EntriesFrame = { type: "entries"; conversation: string; state: ConversationState; entries: Entry[] };

export type ServerFrame =
  | DeskFrame
  | ConversationFrame
  | EntriesFrame
  | { type: "typing"; conversation: string; from: string }
  | { type: "pong" }
  | { type: "error"; error: Problem };

export type ClientFrame =
  | { type: "open"; conversation: string; after: number }
  | { type: "leave"; conversation: string }
  | { type: "typing"; conversation: string }
  | { type: "ping" };
