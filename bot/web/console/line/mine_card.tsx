import { isAsleep } from "../state/line";
import type { Card } from "../state/protocol";
import { intentName } from "../state/words";
import { useDesk, useNow, useTexts } from "../common/context";
import { ChannelTag } from "../common/channel_mark";
import { LanguageTag } from "../common/language_tag";
import { MomentIn } from "../common/moment_in";
import { MoodMark } from "../common/mood_mark";
import { CallLink } from "./call_link";
import { CardButton } from "./card_button";
import { Since } from "./since";

export function MineCard({ card }: { card: Card }) {
  const texts = useTexts();
  const asleep = isAsleep(card, useNow());
  const isUnread = useDesk().unread.conversations.value.has(card.conversation);
  return (
    <li
      class="card"
      data-testid="mine"
      data-conversation={card.conversation}
      data-ticket={card.ticket}
      data-unread={isUnread}
      data-asleep={asleep}
    >
      <CardButton card={card}>
        <span class="card-row">
          <span class="card-title">{intentName(texts, card.intent)}</span>
          {isUnread && <span class="unread">{texts.line.unread}</span>}
        </span>
        <span class="card-message card-message-short" lang={card.language}>
          {card.last_message || texts.line.noMessage}
        </span>
        <span class="card-marks">
          <Waits card={card} isAsleep={asleep} />
          <MoodMark frustration={card.frustration} />
          <LanguageTag language={card.language} />
          <ChannelTag channel={card.channel} />
          {card.message_left && <span class="tag">{texts.line.messageLeft}</span>}
        </span>
      </CardButton>
      {card.phone && (
        <div class="card-call">
          <CallLink phone={card.phone} />
        </div>
      )}
    </li>
  );
}

function Waits({ card, isAsleep }: { card: Card; isAsleep: boolean }) {
  const { line } = useTexts();
  if (card.unanswered_since) {
    return <Since since={card.unanswered_since} label={line.unanswered} isLabelShown isUrgent />;
  }
  return (
    <span class="answered">
      {isAsleep && card.snoozed_until ? <MomentIn words={line.snoozedUntil} at={card.snoozed_until} /> : line.answered}
    </span>
  );
}
