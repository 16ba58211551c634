import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../state/conversation";
import { channelName, intentName, languageName } from "../state/words";
import { CloseDialog } from "./close_dialog";
import { useDesk, useShared, useTexts } from "../common/context";
import { HandBackDialog } from "./hand_back_dialog";
import { Icon } from "../common/icon";
import { MoodMark } from "../common/mood_mark";

type Asked = "hand-back" | "close" | null;

export function ConversationHead({ conversation }: { conversation: Conversation }) {
  const texts = useTexts();
  const desk = useDesk();
  const { narrow } = useShared().parts;
  const [asked, setAsked] = useState<Asked>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const card = desk.shownCard.value;
  const isMine = desk.standing.value === "mine";
  const isBusy = desk.actions.underWay.value.has(conversation.id);
  const isPaneShown = desk.pane.value === "conversation";

  useEffect(() => {
    // Where one pane replaces another, the button that had the focus has just disappeared.
    if (narrow.value && isPaneShown && !desk.wantsFocus.value) heading.current?.focus();
  }, [isPaneShown, conversation.id]);

  async function finish(done: Promise<boolean>): Promise<void> {
    setAsked(null);
    if (await done) heading.current?.focus();
  }

  return (
    <header class="head">
      <button class="button button-icon head-back" aria-label={texts.panes.back} onClick={() => desk.showPane("line")}>
        <Icon name="back" />
      </button>
      <div class="head-words">
        <h1 ref={heading} tabIndex={-1}>
          {intentName(texts, card?.intent ?? null)}
        </h1>
        {card && (
          <p class="head-facts">
            <MoodMark frustration={card.frustration} />
            <span>{languageName(texts, card.language)}</span>
            <span>{channelName(texts, card.channel)}</span>
          </p>
        )}
      </div>
      {isMine && (
        <div class="head-actions">
          <button class="button" data-testid="hand-back" disabled={isBusy} onClick={() => setAsked("hand-back")}>
            <Icon name="handBack" />
            <span>{texts.conversation.handBack}</span>
          </button>
          <button class="button" data-testid="close" disabled={isBusy} onClick={() => setAsked("close")}>
            <Icon name="check" />
            <span>{texts.conversation.close}</span>
          </button>
        </div>
      )}
      {asked === "hand-back" && (
        <HandBackDialog
          onCancel={() => setAsked(null)}
          onConfirm={(note) => void finish(desk.handBack(conversation, note))}
        />
      )}
      {asked === "close" && (
        <CloseDialog onCancel={() => setAsked(null)} onConfirm={() => void finish(desk.close(conversation))} />
      )}
    </header>
  );
}
