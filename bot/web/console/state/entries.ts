/** Everything that can stand in a transcript. */

/** The smallest change of one fact with which somebody else would have answered. */
export type Otherwise = { fact: string; value: number | string; needed: number | string; kind: string };

/** Why a decision was made: which sentence, and the labels and figures that stand in it. */
export type Explanation = { kind: string; facts: Readonly<Record<string, number | string>> };

type EntryOf<Kind extends string, Rest = unknown> = {
  seq: number;
  at: string;
  epoch: number;
  actor: string;
  private: boolean;
  kind: Kind;
} & Rest;

type ByAgent = { agent_name: string | null };

/** `sent_at` is when it was written, where the channel says so; `reply_to` the message that it answers. */
export type CustomerMessaged = EntryOf<
  "customer_messaged",
  { text: string; sent_at?: string | null; reply_to?: number | null }
>;
export type BotReplied = EntryOf<"bot_replied", { text: string; buttons?: { title: string }[] }>;
/** `id` is the client id that the sender gave it; without it an echo is recognised by its text. */
export type AgentReplied = EntryOf<"agent_replied", ByAgent & { text: string; id?: string }>;
export type NoteAdded = EntryOf<"note_added", ByAgent & { text: string; id?: string }>;
/** `message_seq` is the message that it is about; an older server does not say. */
export type Understood = EntryOf<
  "understood",
  {
    intent: string;
    confidence: number;
    sentiment: number;
    frustration: number;
    language: string;
    message_seq?: number;
  }
>;
/** `decision` is what was chosen (automate, clarify, hand off); `kind` is taken by the entry itself. */
export type Decided = EntryOf<
  "decided",
  { decision?: string; rule: string; reason: string; why: Explanation | null; otherwise?: Otherwise | null }
>;
export type ActionRan = EntryOf<"action_ran", { action: string; outcome: string }>;
export type SlotSet = EntryOf<"slot_set", { name: string; value: string | null }>;

export type Supervised = EntryOf<
  "supervised",
  ByAgent & {
    act: "assign" | "take_over" | "requeue" | "never_again" | "let_again";
    supervisor_name: string;
    why: string;
  }
>;
/** `low` and `high` in seconds; null where nobody was on duty and no range was given. */
export type WaitPromised = EntryOf<
  "wait_promised",
  { place: number; low: number | null; high: number | null; opens_at: string | null }
>;
export type Tagged = EntryOf<"tagged", ByAgent & { tags: string[] }>;

/** `app` is another application, such as Meta's inbox; `sent_at` is when it was said, where the channel says so. */
export type SaidElsewhere = EntryOf<"said_elsewhere", { app: string; text: string; sent_at?: string | null }>;
/** `about_seq` is null where the message is not of this conversation; `sent_at` is when they did. */
type About = { about_seq: number | null; sent_at?: string | null };
export type CustomerReacted = EntryOf<"customer_reacted", About & { emoji: string; undone: boolean }>;
export type CustomerEdited = EntryOf<"customer_edited", About & { text: string }>;
export type NotDelivered = EntryOf<"not_delivered", { about_seq: number; code: string; problem: string }>;
export type SentAgain = EntryOf<"sent_again", { about_seq: number; agent_name: string }>;
export type CustomerCame = EntryOf<"customer_came", { source: string; ref: string; title: string }>;

/** What they call themselves on the channel. */
export type CustomerNamed = EntryOf<"customer_named", { name: string }>;

export type Message = CustomerMessaged | BotReplied | AgentReplied | NoteAdded;
/** What the bot thought and did: shown quietly, for whoever asks why. */
export type Thought = Understood | Decided | ActionRan | SlotSet;
/** What happened to the conversation itself. */
export type Happening =
  | EntryOf<"agent_joined", ByAgent>
  | SaidElsewhere
  | CustomerReacted
  | CustomerEdited
  | NotDelivered
  | SentAgain
  | EntryOf<"arrived_after_all", { about_seq: number }>
  | CustomerCame
  | CustomerNamed
  | EntryOf<"delivered", { up_to_seq: number }>
  | EntryOf<"read", { up_to_seq: number }>
  | EntryOf<"taken_elsewhere", { app: string }>
  | EntryOf<"back_from_elsewhere", { app: string }>
  | EntryOf<"wanted_elsewhere", { app: string }>
  | EntryOf<"joined", { how: string; by: string; undone: boolean }>
  | EntryOf<"agent_lost", ByAgent>
  | EntryOf<"handed_back", ByAgent & { note?: string | null }>
  | EntryOf<"closed", ByAgent>
  | EntryOf<"reopened">
  | EntryOf<"erased", { by: string }>
  | EntryOf<"rated", { helped: boolean }>
  | EntryOf<"handoff_requested", { reason: string; queue: string }>
  | EntryOf<"ticket_offered", ByAgent>
  | EntryOf<"offer_declined", ByAgent & { reason?: string | null }>
  | EntryOf<"offer_lapsed", ByAgent>
  | WaitPromised
  | EntryOf<"message_left">
  | EntryOf<"callback_requested", { phone: string; due_at: string }>
  | EntryOf<"callback_cancelled">
  | EntryOf<"callback_due">
  | EntryOf<"customer_left">
  | EntryOf<"customer_back">
  | EntryOf<"abandoned">
  | EntryOf<"transferred", ByAgent & { queue: string; to_name: string | null }>
  | EntryOf<"requeued", ByAgent>
  | Supervised
  | EntryOf<"snoozed", ByAgent & { until: string | null }>
  | Tagged
  | EntryOf<"intent_corrected", ByAgent & { message_seq: number; was: string; intent: string }>
  /** `disposition` is empty where the time to say it ran out. */
  | EntryOf<"wrapped_up", ByAgent & { disposition: string }>;

export type Entry = Message | Thought | Happening;

const MESSAGES: ReadonlySet<string> = new Set(["customer_messaged", "bot_replied", "agent_replied", "note_added"]);
const THOUGHTS: ReadonlySet<string> = new Set(["understood", "decided", "action_ran", "slot_set"]);

export function isMessage(entry: Entry): entry is Message {
  return MESSAGES.has(entry.kind);
}

export function isThought(entry: Entry): entry is Thought {
  return THOUGHTS.has(entry.kind);
}
