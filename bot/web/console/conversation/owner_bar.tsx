import { fill } from "../../shared/locale";
import type { Texts } from "../state/language";
import type { ConversationState } from "../state/protocol";
import { useTexts } from "../common/context";

/** Says who has a conversation that is only looked at. */
export function OwnerBar({ state }: { state: ConversationState }) {
  const texts = useTexts();
  return (
    <div class="bar">
      <p>{ownerLine(texts, state)}</p>
    </div>
  );
}

function ownerLine({ conversation, entry }: Texts, { owner, agent_name }: ConversationState): string {
  switch (owner) {
    case "bot":
      return conversation.withBot;
    case "queue":
      return conversation.inLine;
    case "agent":
      return fill(conversation.withAgent, { name: agent_name ?? entry.somebody });
    case "closed":
      return conversation.isClosed;
  }
}
