import { fill } from "../../shared/locale";
import type { Conversation } from "../state/conversation";
import type { NotDelivered } from "../state/protocol";
import { problemOf } from "../state/reach";
import { useDesk, useTexts } from "../common/context";
import { Icon } from "../common/icon";

/** What became of something that was pushed to the customer: it failed, was sent again, arrived, was read. */
export function DeliveryLine({ conversation, seq }: { conversation: Conversation; seq: number }) {
  const { delivery } = useTexts();
  const remarks = conversation.remarks.value.get(seq);
  if (!remarks) return null;
  const { failure, again, isThereAfterAll, reached } = remarks;
  if (failure) return <Failed conversation={conversation} failure={failure} />;
  if (!again && !isThereAfterAll && !reached) return null;
  const sentAgain = again && fill(delivery.sentAgain, { name: again.agent_name });
  return (
    <p class="delivery" data-testid="delivery" data-reached={reached}>
      {(reached || isThereAfterAll) && <Icon name={reached === "read" ? "ticks" : "check"} />}
      {reached ? delivery[reached] : isThereAfterAll ? delivery.afterAll : sentAgain}
    </p>
  );
}

function Failed({ conversation, failure }: { conversation: Conversation; failure: NotDelivered }) {
  const texts = useTexts();
  const { acts, actions, standing, isSupervisor } = useDesk();
  // Once the conversation has ended nobody has it, and who wrote the message may still see to it.
  const hasEnded = conversation.state.value?.owner === "closed";
  const isOwn = conversation.entries.value.some(
    ({ seq, actor }) => seq === failure.about_seq && actor === conversation.ownActor,
  );
  const maySend = standing.value === "mine" || isSupervisor.value || (hasEnded && isOwn);
  return (
    <div class="entry-problem" data-testid="not-delivered">
      <p>
        <Icon name="alert" />
        <span>
          <strong>{texts.delivery.failed}</strong> {problemOf(texts, failure)}
        </span>
      </p>
      {maySend && (
        <button
          class="button button-small"
          data-testid="send-again"
          disabled={actions.underWay.value.has(conversation.id)}
          onClick={() => void acts.sendAgain(conversation, failure.about_seq)}
        >
          {texts.delivery.again}
        </button>
      )}
    </div>
  );
}
