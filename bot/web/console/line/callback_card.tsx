import type { Card } from "../state/protocol";
import { intentName } from "../state/words";
import { useTexts } from "../common/context";
import { LanguageTag } from "../common/language_tag";
import { MomentIn } from "../common/moment_in";
import { LeadButton } from "./lead_button";

/** Somebody who wants to be called: the ticket comes into the line at that time. */
export function CallbackCard({ card }: { card: Card }) {
  const texts = useTexts();
  return (
    <li class="card card-waiting" data-testid="callback" data-ticket={card.ticket}>
      <LeadButton card={card}>
        <span class="card-row">
          <span class="card-title">{intentName(texts, card.intent)}</span>
          {card.due_at && (
            <span class="since">
              <MomentIn words="{time}" at={card.due_at} />
            </span>
          )}
        </span>
        <span class="card-marks">
          {card.phone && <span class="card-phone">{card.phone}</span>}
          <LanguageTag language={card.language} />
        </span>
      </LeadButton>
    </li>
  );
}
