// The frames of the customer side of the browser protocol, as the server writes them.
import type { Locale } from "../shared/locale";

export type Owner = "bot" | "queue" | "agent" | "closed";

/** How long it usually takes, in whole minutes; `low` may be 0. */
export interface Wait {
  low: number;
  high: number;
}

/** Who has the conversation now; `agent` only while an agent has it, what follows only while it waits. */
export interface ConversationState {
  owner: Owner;
  place: number | null;
  agent: string | null;
  /** null: no estimate. */
  wait?: Wait | null;
  /** When people are back, where nobody is here and it is known. */
  opens_at?: string | null;
  on_duty?: boolean;
  /** The customer need not wait on the page: they left a message, or nobody was here when they came. */
  message_left?: boolean;
  callback?: { due_at: string; phone: string } | null;
  /** The moments that can be chosen for a call; none where no call is to be had. */
  may_call?: readonly string[];
  /** The customer may go on in Messenger, where they are known then. */
  may_link?: boolean;
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

/** What happens around a person's help. The words for it come with the handoff part. */
export type HandoffEvent = EventBase &
  (
    | { kind: "joined"; name: string }
    | { kind: "lost"; name: string }
    | { kind: "handed_back"; name: string }
    | { kind: "closed"; name: string | null }
    | { kind: "rated"; helped: boolean }
    | { kind: "reopened" }
    | { kind: "message_left" }
    | { kind: "callback"; due_at?: string; phone: string }
    | { kind: "callback_cancelled" }
    | { kind: "abandoned" }
    | { kind: "transferred"; name: string; to?: string | null }
    | { kind: "requeued"; name?: string | null }
  );

export type ConversationEvent = ConversationMessage | HandoffEvent;

export interface ErrorBody {
  code: string;
  message: string;
  /** Which case of the code it is, where there are several. */
  reason?: string;
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

/** Something that the customer does. */
export type Act =
  | { kind: "message"; text: string }
  | { kind: "rate"; helped: boolean }
  | { kind: "leave_message" }
  /** `call` holds what the frame says: its `at` is the moment of the call. */
  | { kind: "callback"; call: { phone: string; at: string } }
  | { kind: "cancel_callback" };

/** An act that the server has not confirmed yet; the same `id` again is the same act. */
export type Outgoing = Act & { id: string; at: string };

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
