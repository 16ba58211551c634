import { fill } from "../../shared/locale";
import type { Conversation } from "../state/conversation";
import { appName } from "../state/reach";
import { useDesk, useTexts } from "../common/context";
import { Icon } from "../common/icon";

/** Another application has the conversation; anybody here may take it back. */
export function Elsewhere({ conversation, app }: { conversation: Conversation; app: string }) {
  const texts = useTexts();
  const { acts, actions } = useDesk();
  return (
    <div class="elsewhere" role="status" data-testid="elsewhere">
      <Icon name="inbox" />
      <p>{fill(texts.reach.elsewhere, { app: appName(texts, app) })}</p>
      <button
        class="button button-main"
        data-testid="take-back"
        title={texts.reach.takeBackHint}
        disabled={actions.underWay.value.has(conversation.id)}
        onClick={() => void acts.takeBack(conversation)}
      >
        {texts.reach.takeBack}
      </button>
    </div>
  );
}
