import { BriefingCard } from "./briefing_card";
import { CustomerPanel } from "./customer_panel";
import { useDesk, useTexts } from "../common/context";

/** Right: what the agent should know before the first word. */
export function BriefingPane() {
  const texts = useTexts();
  const desk = useDesk();
  const conversation = desk.shown.value;
  const briefing = conversation?.briefing.value;
  const customer = conversation?.customer.value;
  return (
    <aside class="pane pane-briefing" aria-label={texts.panes.briefing} tabIndex={0}>
      {conversation && briefing ? (
        <BriefingCard conversation={conversation} briefing={briefing} />
      ) : (
        <p class="briefing-empty">{explain()}</p>
      )}
      {conversation && customer && <CustomerPanel conversation={conversation} customer={customer} />}
    </aside>
  );

  function explain(): string {
    if (!conversation) return texts.empty.briefing;
    return conversation.loaded.value ? texts.briefing.none : texts.briefing.loading;
  }
}
