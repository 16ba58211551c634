import type { Card } from "../state/protocol";
import { CardButton } from "./card_button";
import { CardFace } from "./card_face";
import { Countdown } from "./countdown";
import { OfferAnswer } from "./offer_answer";

export function OfferCard({ card }: { card: Card }) {
  return (
    <li class="card card-offer" data-testid="offer" data-ticket={card.ticket} data-conversation={card.conversation}>
      <CardButton card={card}>
        <CardFace card={card} />
      </CardButton>
      {card.offer_ends_at && <Countdown key={card.offer_ends_at} endsAt={card.offer_ends_at} />}
      <div class="card-actions">
        <OfferAnswer card={card} hooks={{ accept: "accept", decline: "decline" }} />
      </div>
    </li>
  );
}
