import { useState } from "preact/hooks";
import { fill } from "../../shared/locale";
import type { Conversation } from "../state/conversation";
import type { Texts } from "../state/language";
import type { ConversationState } from "../state/protocol";
import { useDesk, useTexts } from "../common/context";
import { Icon } from "../common/icon";
import { Composer } from "./composer";
import { Elsewhere } from "./elsewhere";

type Props = { conversation: Conversation; state: ConversationState };

/** Says who has a conversation that is only looked at; colleagues can leave each other a note. */
export function OwnerBar({ conversation, state }: Props) {
  const texts = useTexts();
  const desk = useDesk();
  const [isWriting, setWriting] = useState(conversation.drafts.note.value !== "");

  const outside = conversation.reach.value?.outside ?? null;

  function write(): void {
    conversation.mode.value = "note";
    setWriting(true);
    desk.wantsFocus.value = true;
  }

  return (
    <>
      <div class="bar bar-owner" data-elsewhere={outside !== null}>
        {outside === null ? (
          <p>{ownerLine(texts, state)}</p>
        ) : (
          <Elsewhere conversation={conversation} app={outside} />
        )}
        {!isWriting && (
          <button class="button button-small" data-testid="write-note" onClick={write}>
            <Icon name="lock" />
            {texts.conversation.writeNote}
          </button>
        )}
      </div>
      {isWriting && <Composer conversation={conversation} modes={["note"]} />}
    </>
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
