import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../state/conversation";
import { intentName, languageName } from "../state/words";
import { CloseDialog } from "./close_dialog";
import { useDesk, useShared, useTexts } from "../common/context";
import { HandBackDialog } from "./hand_back_dialog";
import { ChannelMark } from "../common/channel_mark";
import { Icon } from "../common/icon";
import { MoodMark } from "../common/mood_mark";
import { CallLink } from "../line/call_link";
import { MoreActs } from "./more/more_acts";

type Asked = "hand-back" | "close" | null;

export function ConversationHead({ conversation }: { conversation: Conversation }) {
  const texts = useTexts();
  const desk = useDesk();
  const { narrow } = useShared().parts;
  const [asked, setAsked] = useState<Asked>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const card = desk.shownCard.value;
  const channel = conversation.channel.value ?? card?.channel;
  const tags = conversation.tags.value;
  const isMine = desk.standing.value === "mine";
  const isBusy = desk.actions.underWay.value.has(conversation.id);
  const isPaneShown = desk.pane.value === "conversation";

  useEffect(() => {
    // Where one pane replaces another, the button that had the focus has just disappeared.
    const isReplaced = narrow.value && isPaneShown;
    if ((isReplaced || desk.wantsHeading.value) && !desk.wantsFocus.value) heading.current?.focus();
    desk.wantsHeading.value = false;
  }, [isPaneShown, conversation.id]);

  useEffect(() => {
    // What stood under the transcript has gone, and the focus with it: how it ended has been said, for one.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [desk.standing.value]);

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
          {intentName(texts, card?.intent ?? conversation.lastIntent.value)}
        </h1>
        <p class="head-facts">
          {card && (
            <>
              <MoodMark frustration={card.frustration} />
              <span>{languageName(texts, card.language)}</span>
            </>
          )}
          {channel && <ChannelMark channel={channel} />}
          {tags.map((tag) => (
            <span key={tag} class="tag" data-testid="tag">
              {tag}
            </span>
          ))}
        </p>
      </div>
      <div class="head-actions">
        {isMine && card?.phone && <CallLink phone={card.phone} />}
        {isMine && (
          <>
            <button class="button" data-testid="hand-back" disabled={isBusy} onClick={() => setAsked("hand-back")}>
              <Icon name="handBack" />
              <span>{texts.conversation.handBack}</span>
            </button>
            <button class="button" data-testid="close" disabled={isBusy} onClick={() => setAsked("close")}>
              <Icon name="check" />
              <span>{texts.conversation.close}</span>
            </button>
          </>
        )}
        <MoreActs conversation={conversation} onDone={() => heading.current?.focus()} />
      </div>
      {asked === "hand-back" && (
        <HandBackDialog
          onCancel={() => setAsked(null)}
          onConfirm={(note) => void finish(desk.acts.handBack(conversation, note))}
        />
      )}
      {asked === "close" && (
        <CloseDialog onCancel={() => setAsked(null)} onConfirm={() => void finish(desk.acts.close(conversation))} />
      )}
    </header>
  );
}
