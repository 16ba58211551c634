import type { OtherConversation } from "../state/protocol";
import { channelName, intentName, ownerName, sameName } from "../state/words";
import { useDesk, useTexts } from "../common/context";
import { Moment } from "../common/moment";

/** Conversations in which the same order or e-mail was verified; a click opens one to read. */
export function OtherConversations({ conversations }: { conversations: readonly OtherConversation[] }) {
  const texts = useTexts();
  const desk = useDesk();
  return (
    <ul class="others">
      {conversations.map((one) => (
        <li key={one.conversation}>
          <button
            class="other"
            data-testid="other-conversation"
            data-conversation={one.conversation}
            onClick={() => desk.read(one.conversation)}
          >
            <span class="contact-row">
              <strong>{intentName(texts, one.intent)}</strong> <Moment at={one.last_at} />
            </span>
            <span class="quiet">
              {[channelName(texts, one.channel), ownerName(texts, one.owner), sameName(texts, one.same)].join(" · ")}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
