import type { Card } from "../state/protocol";
import { intentName } from "../state/words";
import { useDesk, useShared, useTexts } from "../common/context";
import { CardButton } from "./card_button";
import { Remaining } from "./remaining";
import { WrapUpAnswer } from "./wrap_up_answer";

/** Ended, and one question left: how. */
export function WrapUpCard({ card }: { card: Card }) {
  const texts = useTexts();
  const { narrow } = useShared().parts;
  // Where the conversation is in view, it asks by itself.
  const isAskedThere = !narrow.value && useDesk().shown.value?.id === card.conversation;
  return (
    <li class="card" data-testid="wrap-up" data-conversation={card.conversation} data-ticket={card.ticket}>
      <CardButton card={card}>
        <span class="card-row">
          <span class="card-title">{intentName(texts, card.intent)}</span>
          {card.wrap_up_ends_at && <Remaining until={card.wrap_up_ends_at} label={texts.line.wrapUpEnds} />}
        </span>
      </CardButton>
      {!isAskedThere && (
        <div class="card-wrap-up">
          <WrapUpAnswer card={card} hook="disposition" />
        </div>
      )}
    </li>
  );
}
