import type { Card } from "../state/protocol";
import { intentName } from "../state/words";
import { useTexts } from "../common/context";
import { Icon } from "../common/icon";
import { ChannelTag } from "../common/channel_mark";
import { LanguageTag } from "../common/language_tag";
import { MoodMark } from "../common/mood_mark";
import { CardButton } from "./card_button";
import { Since } from "./since";

/** What a colleague has, for a supervisor to read. */
export function AssignedCard({ card }: { card: Card }) {
  const texts = useTexts();
  return (
    <li class="card" data-testid="assigned" data-conversation={card.conversation} data-ticket={card.ticket}>
      <CardButton card={card}>
        <span class="card-row">
          <span class="card-title">{intentName(texts, card.intent)}</span>
          {card.agent_name && (
            <span class="card-with">
              <Icon name="person" />
              {card.agent_name}
            </span>
          )}
        </span>
        <span class="card-marks">
          {card.unanswered_since ? (
            <Since since={card.unanswered_since} label={texts.line.unanswered} isLabelShown isUrgent />
          ) : (
            <span class="answered">{texts.line.answered}</span>
          )}
          <MoodMark frustration={card.frustration} />
          <LanguageTag language={card.language} />
          <ChannelTag channel={card.channel} />
        </span>
      </CardButton>
    </li>
  );
}
