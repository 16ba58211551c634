import type { Pane } from "./state/desk";
import { useDesk, useTexts } from "./common/context";

const PANES: readonly Pane[] = ["line", "conversation", "briefing"];

/** The row that chooses a pane where only one fits; hidden on wide screens. */
export function PaneTabs() {
  const { panes } = useTexts();
  const desk = useDesk();
  const news = desk.line.offers.value.length + desk.line.wrapUp.value.length + desk.unread.conversations.value.size;
  return (
    <nav class="tabs" aria-label={panes.label}>
      {PANES.map((pane) => (
        <button
          key={pane}
          class="tab"
          aria-current={desk.pane.value === pane ? "page" : undefined}
          onClick={() => desk.showPane(pane)}
        >
          {panes[pane]}
          {pane === "line" && news > 0 && <span class="count">{news}</span>}
        </button>
      ))}
    </nav>
  );
}
