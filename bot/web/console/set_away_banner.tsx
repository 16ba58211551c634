import { useDesk, useTexts } from "./common/context";
import { Icon } from "./common/icon";

/** Nobody should wonder why no offers come, or where a conversation went. */
export function SetAwayBanner() {
  const { header } = useTexts();
  const desk = useDesk();
  const { was_set_away, presence } = desk.agent.value;
  const lets = presence === "offline" && desk.line.mine.value.some((card) => !card.snoozed_until);
  if (!was_set_away && !lets) return null;
  return (
    <div class="set-away" role="alert" data-testid="set-away">
      <Icon name="moon" />
      <p>{lets ? header.letsGo : header.setAway}</p>
      <button class="button button-main" data-testid="i-am-back" onClick={() => void desk.setPresence("available")}>
        {header.back}
      </button>
    </div>
  );
}
