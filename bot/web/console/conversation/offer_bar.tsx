import type { Card } from "../state/protocol";
import { useTexts } from "../common/context";
import { Countdown } from "../line/countdown";
import { OfferAnswer } from "../line/offer_answer";

/** Stands where the composer will be: the conversation can be read, not yet answered. */
export function OfferBar({ card }: { card: Card }) {
  const { conversation: texts } = useTexts();
  return (
    <div class="bar bar-offer">
      <p>{texts.offered}</p>
      {card.offer_ends_at && <Countdown key={card.offer_ends_at} endsAt={card.offer_ends_at} />}
      <div class="bar-actions">
        <OfferAnswer card={card} />
      </div>
    </div>
  );
}
