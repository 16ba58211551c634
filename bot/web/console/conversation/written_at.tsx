import type { Conversation } from "../state/conversation";
import { isLate } from "../state/order";
import type { AgentReplied, BotReplied, CustomerMessaged } from "../state/protocol";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";
import { MomentIn } from "../common/moment_in";

type Props = { entry: CustomerMessaged | BotReplied | AgentReplied; conversation: Conversation };

/** When it was written; and when it came, where that was later. */
export function WrittenAt({ entry, conversation }: Props) {
  const { delivery } = useTexts();
  if (entry.kind !== "customer_messaged" || !entry.sent_at || !isLate(entry, conversation.entries.value)) {
    return <Moment at={entry.at} />;
  }
  return (
    <>
      <Moment at={entry.sent_at} />{" "}
      <span class="late" data-testid="late">
        <MomentIn words={delivery.late} at={entry.at} />
      </span>
    </>
  );
}
