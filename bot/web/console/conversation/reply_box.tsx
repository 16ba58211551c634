import type { Conversation } from "../state/conversation";
import type { Reach } from "../state/protocol";
import { windowOf } from "../state/reach";
import { useNow, useTexts } from "../common/context";
import { Icon } from "../common/icon";
import { Composer } from "./composer";

/** Where the agent who has a conversation answers; closed, with the reason, once the channel lets nobody write. */
export function ReplyBox({ conversation }: { conversation: Conversation }) {
  const reach = conversation.reach.value;
  return reach ? <WithinWindow conversation={conversation} reach={reach} /> : <Composer conversation={conversation} />;
}

function WithinWindow({ conversation, reach }: { conversation: Conversation; reach: Reach }) {
  const { reach: texts } = useTexts();
  const isGone = reach.problem === "gone";
  const isClosed = isGone || windowOf(reach, useNow()).kind === "closed";
  return (
    <>
      {isClosed && (
        <div class="bar bar-closed" role="status" data-testid="window-closed">
          <Icon name="clock" />
          <p>{isGone ? texts.troubles.gone : texts.closed}</p>
        </div>
      )}
      <Composer conversation={conversation} {...(isClosed && { modes: ["note"] })} />
    </>
  );
}
