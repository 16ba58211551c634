import type { ComponentChildren } from "preact";
import type { Card } from "../state/protocol";
import { useDesk } from "../common/context";

/** Opens a card's conversation to read. */
export function CardButton({ card, children }: { card: Pick<Card, "conversation">; children: ComponentChildren }) {
  const desk = useDesk();
  const isShown = desk.shown.value?.id === card.conversation;
  return (
    <button class="card-open" aria-current={isShown} onClick={() => desk.show(card.conversation)}>
      {children}
    </button>
  );
}
