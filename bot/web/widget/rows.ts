import type { Chat } from "./chat";
import type { Pending } from "./outbox";
import type { ConversationEvent, HandoffEvent } from "./protocol";
import type { Say } from "./texts";

const TOGETHER_MS = 300_000;

/** One line of the transcript: a message, or what the system has to say. */
export interface Row {
  key: string;
  at: string;
  from: "customer" | "bot" | "agent" | "system";
  name: string;
  text: string;
  delivery?: "sending" | "sent" | "failed";
  /** Set while the message can be sent again. */
  pending?: Pending;
}

/** What the transcript shows, top to bottom. */
export function rowsOf(chat: Chat, say: Say): Row[] {
  return [
    ...chat.log.events.flatMap((event, index, all) => sentRow(event, chat, say, all[index - 1]) ?? []),
    ...chat.outbox.items.flatMap((item) => pendingRow(item, chat, say) ?? []),
  ];
}

/** Whether two rows stand together under one name. Each row with its own fate says so below itself. */
export function isTogether(one: Row | undefined, other: Row | undefined): boolean {
  if (!one || !other || one.from !== other.from || one.name !== other.name) return false;
  if (one.delivery !== other.delivery || one.delivery === "failed") return false;
  return +new Date(other.at) - +new Date(one.at) < TOGETHER_MS;
}

function sentRow(event: ConversationEvent, chat: Chat, say: Say, before?: ConversationEvent): Row | null {
  // A callback may bear the time of the call there, which is a day that has not come.
  const { at } = event.kind === "callback" && before ? before : event;
  const key = `seq-${event.seq}`;
  if (event.kind !== "message") return noteRow(key, at, event, chat);
  const { from, text } = event;
  // The sender's id outlives the step from pending to sent, so the bubble stays the same element.
  if (from === "customer") return { key: event.id, at, from, name: say("you"), text, delivery: "sent" };
  return { key, at, from, name: from === "agent" ? event.name : say("bot"), text };
}

function noteRow(key: string, at: string, event: HandoffEvent, chat: Chat): Row | null {
  const text = chat.handoff.part?.noteText(event, chat.locale);
  return text ? { key, at, from: "system", name: "", text } : null;
}

function pendingRow(item: Pending, chat: Chat, say: Say): Row | null {
  const { id: key, at } = item;
  if (item.kind === "rate") return noteRow(key, at, { kind: "rated", seq: 0, at, helped: item.helped }, chat);
  // The status bar shows the rest.
  if (item.kind !== "message") return null;
  const row = { key, at, from: "customer" as const, name: say("you"), text: item.text };
  return chat.outbox.hasFailed(item) ? { ...row, delivery: "failed", pending: item } : { ...row, delivery: "sending" };
}
