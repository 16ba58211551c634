import type { Chat } from "../chat";
import type { ConversationEvent } from "../protocol";

/** After these the customer starts anew; an agent who came and was lost has not answered yet. */
const STARTS_ANEW: ReadonlySet<ConversationEvent["kind"]> = new Set(["handed_back", "closed", "abandoned"]);

/**
 * Whether the customer chose to leave a message.
 * The server lets whoever came while nobody was here go, too: they have chosen nothing yet, and may still look on.
 */
export function hasLeftMessage({ conversation, log }: Chat): boolean {
  if (!conversation.message_left) return false;
  return log.events.findLast(({ kind }) => kind === "message_left" || STARTS_ANEW.has(kind))?.kind === "message_left";
}
