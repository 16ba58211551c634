import type { Conversation } from "../state/conversation";
import { useDesk, useTexts } from "../common/context";
import { Icon } from "../common/icon";

type Props = { conversation: Conversation; text: string; from: string; language: string | undefined };

/** A first reply to start from: a click puts it into the composer; only the agent sends. */
export function Suggested({ conversation, text, from, language }: Props) {
  const { briefing } = useTexts();
  const desk = useDesk();
  const isMine = desk.standing.value === "mine";
  return (
    <div class="suggested">
      <p class="suggested-text" lang={language} dir="auto">
        {text}
      </p>
      {from && (
        <p class="quiet" data-testid="suggested-from">
          {from}
        </p>
      )}
      <button
        class="button button-soft"
        data-testid="suggested"
        disabled={!isMine}
        onClick={() => desk.suggest(conversation, text)}
      >
        <Icon name="insert" />
        {briefing.insert}
      </button>
      {desk.standing.value === "offered" && <p class="quiet">{briefing.acceptFirst}</p>}
    </div>
  );
}
