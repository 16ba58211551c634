import { DECLINE_REASONS } from "../state/acts";
import type { Card } from "../state/protocol";
import { useDesk, useTexts } from "../common/context";
import { Menu } from "../common/menu";

type Props = { card: Card; hook?: string | undefined; disabled: boolean };

/** Leaves an offer to others; why is one click, and says what to change about who is offered what. */
export function DeclineMenu({ card, hook, disabled }: Props) {
  const { line } = useTexts();
  const { acts } = useDesk();
  const items = DECLINE_REASONS.map((reason) => ({
    name: reason,
    label: line.declineReasons[reason],
    onChoose: () => void acts.decline(card, reason),
  }));
  return (
    <Menu label={line.declineWhy} isLabelShown items={items} hook={hook} disabled={disabled}>
      {line.decline}
    </Menu>
  );
}
