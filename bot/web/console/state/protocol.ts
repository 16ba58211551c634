/** The shapes that travel between console and server (version 1 of the browser protocol). */
import type { Locale } from "../../shared/locale";
import type { Entry, Explanation, Otherwise } from "./entries";

export * from "./entries";

/** Busy: at work on what they have, takes no more. Away: a break. Offline: not on duty. */
export type Presence = "available" | "busy" | "away" | "offline";

export type Role = "agent" | "supervisor";

export type Agent = {
  id: string;
  name: string;
  email: string;
  presence: Presence;
  capacity: number;
  languages: string[];
  role: Role;
  skills: string[];
  /** They missed offers in a row and count as away until they choose a presence again. */
  was_set_away: boolean;
};

/** Somebody else at work: who a conversation could be passed to. */
export type Colleague = Pick<Agent, "id" | "name" | "presence" | "capacity" | "languages" | "skills" | "role"> & {
  /** A screen of theirs is open. */
  is_present: boolean;
  /** What they have, in conversations; a snoozed one counts for less. */
  load: number;
};

export type Card = {
  ticket: string;
  conversation: string;
  state: "waiting" | "offered" | "assigned" | "wrap_up" | "closed" | "abandoned" | "callback";
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
  /** Who has it, or is offered it. */
  agent: string | null;
  agent_name: string | null;
  /** The colleague that it was passed to. */
  wanted_agent: string | null;
  /** When the customer wants to be called, and where. */
  due_at: string | null;
  phone: string | null;
  /** The customer does not wait on the page. */
  message_left: boolean;
  snoozed_until: string | null;
  wrap_up_ends_at: string | null;
  /** Why nobody is asked, where it waits and nobody is. */
  held_up: string | null;
};

export type ConversationState = {
  owner: "bot" | "queue" | "agent" | "closed";
  agent: string | null;
  agent_name: string | null;
  epoch: number;
  seq: number;
};

/** How a customer is reached who is not on a page of ours. */
export type Reach = {
  channel: string;
  /** Until when the bot, and a person by hand, may write; null where nobody may. */
  bot_until: string | null;
  person_until: string | null;
  /** The other application that has the conversation. */
  outside: string | null;
  /** Why nothing can be sent for now. */
  problem: string | null;
};
/** A page that can send nothing until somebody mends it. */
export type Trouble = { channel: string; page: string; code: string; problem: string };

/** A conversation that another application has. */
export type Away = { conversation: string; channel: string; app: string; last_message: string };

export type Feeling = { at: string; sentiment: number; frustration: number };

export type Fact = { name: string; value: string; verified: boolean };
/** `given` is how often the customer gave it. */
export type Known = Fact & { given: number };

/** An earlier handoff of the same conversation. */
export type Contact = {
  at: string;
  reason: string;
  agent_name: string | null;
  disposition: string | null;
  tags: string[];
};

export type Briefing = {
  reason: string;
  rule: string;
  /** Null where no decision of the bot brought it, or an older one did. */
  why: Explanation | null;
  otherwise: Otherwise | null;
  wants: { intent: string; text: string; at: string; confidence: number }[];
  mood: Feeling[];
  tried: { at: string; action: string; outcome: string }[];
  facts: Fact[];
  suggested: string | null;
  /** Where the suggested reply is from: `canned` with its title, `past`, or `need`; older servers do not say. */
  suggested_source?: string;
  suggested_title?: string;
  /** What nobody should ask the customer again. */
  known: Known[];
  /** How often the customer had to give a fact that we already had. */
  repeats: number;
  contacts: Contact[];
};

export type Order = { number: string; status: string | null; at: string };
/** Another conversation in which the same order or e-mail was verified. */
export type OtherConversation = {
  conversation: string;
  channel: string;
  started_at: string;
  last_at: string;
  intent: string | null;
  owner: ConversationState["owner"];
  same: string;
};
export type Customer = { verified: boolean; facts: Fact[]; orders: Order[]; conversations: OtherConversation[] };

/** Somebody else who looks at the conversation now. */
export type Viewer = { id: string; name: string; typing: boolean };

/** A text to start from: kept ready by us, or written before by a colleague. */
export type Canned = { id: string; title: string; text: string; source: "canned" | "past"; score: number | null };

/** What was refused: an English sentence, and where it is one of several cases which, with what its words leave open. */
export type Problem = {
  code: string;
  message: string;
  reason?: string;
  facts?: Readonly<Record<string, string | number>>;
};

export type DeskFrame = {
  type: "desk";
  agent: Agent;
  offers: Card[];
  mine: Card[];
  /** Ended, and not yet noted how. */
  wrap_up: Card[];
  waiting: Card[];
  waiting_count: number;
  callbacks: Card[];
  /** What other agents have; empty unless we are a supervisor. */
  assigned: Card[];
  team: Colleague[];
  queues: string[];
  dispositions: string[];
  intents: string[];
  /** Those that are served beside pages of ours. */
  channels?: string[];
  troubles?: Trouble[];
  elsewhere?: Away[];
  now: string;
};
export type ConversationFrame = {
  type: "conversation";
  conversation: string;
  channel?: string;
  card: Card | null;
  state: ConversationState;
  reach?: Reach | null;
  briefing: Briefing | null;
  customer: Customer | null;
  tags: string[];
  entries: Entry[];
};
export type EntriesFrame = {
  type: "entries";
  conversation: string;
  state: ConversationState;
  reach?: Reach | null;
  entries: Entry[];
};
export type ViewersFrame = { type: "viewers"; conversation: string; agents: Viewer[] };

export type ServerFrame =
  | DeskFrame
  | ConversationFrame
  | EntriesFrame
  | ViewersFrame
  | { type: "typing"; conversation: string; from: string }
  | { type: "pong" }
  | { type: "beat" }
  | { type: "error"; error: Problem };

export type ClientFrame =
  | { type: "open"; conversation: string; after: number }
  | { type: "leave"; conversation: string }
  | { type: "typing"; conversation: string; note: boolean }
  | { type: "ping" };
