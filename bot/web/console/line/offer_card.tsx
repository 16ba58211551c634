import type { Card } from "../state/protocol";
import { CardFace } from "./card_face";
import { useDesk } from "../common/context";
import { Countdown } from "./countdown";
import { OfferAnswer } from "./offer_answer";

export function OfferCard({ card }: { card: Card }) {
  const desk = useDesk();
  const isShown = desk.shown.value?.id === card.conversation;
  return (
    <li class="card card-offer" data-testid="offer" data-ticket={card.ticket} data-conversation={card.conversation}>
      <button class="card-open" aria-current={isShown} onClick={() => desk.show(card.conversation)}>
        <CardFace card={card} />
      </button>
      {card.offer_ends_at && <Countdown key={card.offer_ends_at} endsAt={card.offer_ends_at} />}
      <div class="card-actions">
        <OfferAnswer card={card} hooks={{ accept: "accept", decline: "decline" }} />
      </div>
    </li>
  );
}
