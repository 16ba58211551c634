import type { Card } from "../state/protocol";
import { intentName } from "../state/words";
import { useTexts } from "../common/context";
import { ChannelTag } from "../common/channel_mark";
import { LanguageTag } from "../common/language_tag";
import { MoodMark } from "../common/mood_mark";
import { ReasonTag } from "../common/reason_tag";
import { CardExtras } from "./card_extras";
import { Since } from "./since";

/** What an agent needs to know before deciding: who wants what, why it came, how long they wait. */
export function CardFace({ card }: { card: Card }) {
  const texts = useTexts();
  return (
    <>
      <span class="card-row">
        <span class="card-title">{intentName(texts, card.intent)}</span>
        <Since since={card.waiting_since} label={texts.line.waits} />
      </span>
      <span class="card-message" lang={card.language}>
        {card.last_message || texts.line.noMessage}
      </span>
      <span class="card-marks">
        <ReasonTag reason={card.reason} />
        <MoodMark frustration={card.frustration} />
        <LanguageTag language={card.language} />
        <ChannelTag channel={card.channel} />
        <CardExtras card={card} />
      </span>
    </>
  );
}
