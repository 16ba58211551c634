import type { ComponentChildren } from "preact";
import type { Card } from "../state/protocol";
import { useDesk } from "../common/context";
import { CardButton } from "./card_button";

/** Lets a supervisor open what others can only look at. */
export function LeadButton({ card, children }: { card: Card; children: ComponentChildren }) {
  return useDesk().isSupervisor.value ? <CardButton card={card}>{children}</CardButton> : <>{children}</>;
}
