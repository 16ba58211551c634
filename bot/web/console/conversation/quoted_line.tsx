import type { Conversation } from "../state/conversation";
import { isMessage } from "../state/protocol";
import { useTexts } from "../common/context";
import { Icon } from "../common/icon";

/** The message that this one answers, in one line. */
export function QuotedLine({ conversation, seq }: { conversation: Conversation; seq: number }) {
  const { delivery } = useTexts();
  const answered = conversation.entries.value.find((entry) => entry.seq === seq);
  if (!answered || !isMessage(answered)) return null;
  return (
    <p class="quoted" data-testid="quoted">
      <Icon name="reply" />
      <span class="only-spoken">{delivery.answers}</span>
      <span class="quoted-text" dir="auto">
        {answered.text}
      </span>
    </p>
  );
}
