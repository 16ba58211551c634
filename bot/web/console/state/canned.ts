import { get } from "./http";
import type { Canned } from "./protocol";

/** Our placeholders: `{order_number}`. */
const PLACEHOLDER = /\{[a-z][a-z0-9_]*\}/;

/** Texts to start a reply from, best first. */
export async function cannedReplies(conversationId: string): Promise<readonly Canned[]> {
  const path = `/api/console/canned?conversation=${encodeURIComponent(conversationId)}`;
  return (await get<{ replies: Canned[] }>(path)).replies;
}

/** The first placeholder that nobody has filled in: a customer must never read one. */
export function placeholderIn(text: string): string | null {
  return PLACEHOLDER.exec(text)?.[0] ?? null;
}
