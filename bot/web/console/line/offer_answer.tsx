import type { Card } from "../state/protocol";
import { useDesk, useTexts } from "../common/context";
import { Icon } from "../common/icon";
import { DeclineMenu } from "./decline_menu";

/** Accept or decline; stands on the card and under the transcript, so its test hooks differ. */
export function OfferAnswer({ card, hooks }: { card: Card; hooks?: { accept: string; decline: string } }) {
  const { line } = useTexts();
  const desk = useDesk();
  const isBusy = desk.actions.underWay.value.has(card.ticket);
  return (
    <>
      <button
        class="button button-main"
        data-testid={hooks?.accept}
        disabled={isBusy}
        onClick={() => void desk.accept(card)}
      >
        <Icon name="check" />
        {line.accept}
      </button>
      <DeclineMenu card={card} hook={hooks?.decline} disabled={isBusy} />
    </>
  );
}
