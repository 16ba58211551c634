import { fill } from "../../shared/locale";
import type { Card } from "../state/protocol";
import { heldUpName, intentName, reasonName } from "../state/words";
import { useTexts } from "../common/context";
import { ChannelTag } from "../common/channel_mark";
import { LanguageTag } from "../common/language_tag";
import { MoodMark } from "../common/mood_mark";
import { CardExtras } from "./card_extras";
import { LeadButton } from "./lead_button";
import { Since } from "./since";

/** Someone further back. */
export function WaitingCard({ card }: { card: Card }) {
  const texts = useTexts();
  return (
    <li class="card card-waiting" data-testid="waiting" data-ticket={card.ticket}>
      <LeadButton card={card}>
        <span class="card-row">
          {card.place !== null && (
            <span class="place">
              <span aria-hidden="true">{card.place}</span>
              <span class="only-spoken">{fill(texts.line.place, { n: card.place })}</span>
            </span>
          )}
          <span class="card-title">{intentName(texts, card.intent)}</span>
          <Since since={card.waiting_since} label={texts.line.waits} />
        </span>
        <span class="card-marks">
          <span class="card-reason">{reasonName(texts, card.reason)}</span>
          <MoodMark frustration={card.frustration} />
          <LanguageTag language={card.language} />
          <ChannelTag channel={card.channel} />
          <CardExtras card={card} />
          {card.held_up && <span class="card-held">{heldUpName(texts, card.held_up)}</span>}
        </span>
      </LeadButton>
    </li>
  );
}
