import type { Card } from "../state/protocol";
import { intentName } from "../state/words";
import { useDesk, useTexts } from "../common/context";
import { LanguageTag } from "../common/language_tag";
import { MoodMark } from "../common/mood_mark";
import { Since } from "./since";

export function MineCard({ card }: { card: Card }) {
  const texts = useTexts();
  const desk = useDesk();
  const isUnread = desk.unread.conversations.value.has(card.conversation);
  const isShown = desk.shown.value?.id === card.conversation;
  return (
    <li
      class="card"
      data-testid="mine"
      data-conversation={card.conversation}
      data-ticket={card.ticket}
      data-unread={isUnread}
    >
      <button class="card-open" aria-current={isShown} onClick={() => desk.show(card.conversation)}>
        <span class="card-row">
          <span class="card-title">{intentName(texts, card.intent)}</span>
          {isUnread && <span class="unread">{texts.line.unread}</span>}
        </span>
        <span class="card-message card-message-short" lang={card.language}>
          {card.last_message || texts.line.noMessage}
        </span>
        <span class="card-marks">
          {card.unanswered_since ? (
            <Since since={card.unanswered_since} label={texts.line.unanswered} isLabelShown isUrgent />
          ) : (
            <span class="answered">{texts.line.answered}</span>
          )}
          <MoodMark frustration={card.frustration} />
          <LanguageTag language={card.language} />
        </span>
      </button>
    </li>
  );
}
