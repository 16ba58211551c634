import { useDesk, useTexts } from "./common/context";
import { Icon } from "./common/icon";

/** Nobody should wonder why no offers come. */
export function SetAwayBanner() {
  const { header } = useTexts();
  const desk = useDesk();
  if (!desk.agent.value.was_set_away) return null;
  return (
    <div class="set-away" role="alert" data-testid="set-away">
      <Icon name="moon" />
      <p>{header.setAway}</p>
      <button class="button button-main" data-testid="i-am-back" onClick={() => void desk.setPresence("available")}>
        {header.back}
      </button>
    </div>
  );
}
