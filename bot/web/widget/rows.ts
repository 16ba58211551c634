import type { Chat } from "./chat";
import type { Pending } from "./outbox";
import type { ConversationEvent } from "./protocol";
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
    ...chat.log.events.flatMap((event) => sentRow(event, say) ?? []),
    ...chat.outbox.items.map((item) => pendingRow(item, chat.outbox.hasFailed(item), say)),
  ];
}

/** Whether two rows stand together under one name. Each row with its own fate says so below itself. */
export function isTogether(one: Row | undefined, other: Row | undefined): boolean {
  if (!one || !other || one.from !== other.from || one.name !== other.name) return false;
  if (one.delivery !== other.delivery || one.delivery === "failed") return false;
  return +new Date(other.at) - +new Date(one.at) < TOGETHER_MS;
}

function sentRow(event: ConversationEvent, say: Say): Row | null {
  const { at } = event;
  const key = `seq-${event.seq}`;
  if (event.kind !== "message") {
    const text = noteText(event, say);
    return text ? { key, at, from: "system", name: "", text } : null;
  }
  const { from, text } = event;
  // The sender's id outlives the step from pending to sent, so the bubble stays the same element.
  if (from === "customer") return { key: event.id, at, from, name: say("you"), text, delivery: "sent" };
  return { key, at, from, name: from === "agent" ? event.name : say("bot"), text };
}

function pendingRow(item: Pending, hasFailed: boolean, say: Say): Row {
  const { id: key, at } = item;
  if (item.kind === "rate") return { key, at, from: "system", name: "", text: say("thanks") };
  const row = { key, at, from: "customer" as const, name: say("you"), text: item.text };
  return hasFailed ? { ...row, delivery: "failed", pending: item } : { ...row, delivery: "sending" };
}

function noteText(event: Exclude<ConversationEvent, { kind: "message" }>, say: Say): string {
  switch (event.kind) {
    case "joined":
    case "lost":
    case "handed_back":
      return say(event.kind, { name: event.name });
    case "closed":
      return event.name ? say("closed_by", { name: event.name }) : say("closed");
    case "reopened":
      return say("reopened");
    case "rated":
      return say("thanks");
    default:
      // A newer server may know more kinds than this widget.
      return "";
  }
}
