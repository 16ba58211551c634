// The frames of the customer side of the browser protocol, as the server writes them.
import type { Locale } from "../shared/locale";

export type Owner = "bot" | "queue" | "agent" | "closed";

/** Who has the conversation now; `place` only while it waits, `agent` only while an agent has it. */
export interface ConversationState {
  owner: Owner;
  place: number | null;
  agent: string | null;
}

export interface Button {
  title: string;
  payload: string;
}

interface EventBase {
  seq: number;
  at: string;
}

export type ConversationMessage = EventBase & { kind: "message" } & (
    | { from: "customer"; id: string; text: string }
    | { from: "bot"; text: string; buttons?: Button[] | null }
    | { from: "agent"; name: string; text: string }
  );

export type ConversationEvent =
  | ConversationMessage
  | (EventBase & { kind: "joined"; name: string })
  | (EventBase & { kind: "lost"; name: string })
  | (EventBase & { kind: "handed_back"; name: string })
  | (EventBase & { kind: "closed"; name: string | null })
  | (EventBase & { kind: "rated"; helped: boolean })
  | (EventBase & { kind: "reopened" });

export interface ErrorBody {
  code: string;
  message: string;
}

export type TypingSender = "bot" | "agent";

export type ServerFrame =
  | { type: "ready"; state: ConversationState }
  | { type: "ack"; id: string; seq: number }
  | { type: "error"; id?: string; error: ErrorBody }
  | { type: "pong" }
  | { type: "event"; event: ConversationEvent }
  | { type: "state"; state: ConversationState }
  | { type: "typing"; from: TypingSender };

/** Something of the customer's that the server has not confirmed yet. */
export type Outgoing =
  | { kind: "message"; id: string; text: string; at: string }
  | { kind: "rate"; id: string; helped: boolean; at: string };

export interface Session {
  conversation: string;
  token: string;
}

/** What a link (WebSocket or long poll) needs to resume: whose it is and what is already here. */
export interface Resume {
  session: Session;
  after: number;
  locale: Locale;
}

/** Who gets what the server says. */
export interface Receiver {
  event(event: ConversationEvent): void;
  state(state: ConversationState): void;
  typing(from: TypingSender): void;
  ack(id: string, seq: number): void;
  refused(id: string, error: ErrorBody): void;
}

/** How a link fares. After `lost` it says nothing more, to nobody. */
export interface LinkLife {
  ready(state: ConversationState): void;
  /** `unknown`: the server does not know this conversation; anything else may be tried again. */
  lost(why: "unknown" | "down"): void;
}

/** One way to reach the server for one conversation. */
export interface Link {
  deliver(item: Outgoing): void;
  typing(): void;
  locale(locale: Locale): void;
  /** Finds out soon whether the other side still answers. */
  probe(): void;
  /** Ends it silently: no `lost` follows. */
  close(): void;
}

export const LONGEST_TEXT = 4000;
