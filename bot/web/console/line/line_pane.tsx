import { fill } from "../../shared/locale";
import { useDesk, useTexts } from "../common/context";
import { AssignedCard } from "./assigned_card";
import { AwayCard } from "./away_card";
import { CallbackCard } from "./callback_card";
import { LineGroup } from "./line_group";
import { MineCard } from "./mine_card";
import { OfferCard } from "./offer_card";
import { WaitingCard } from "./waiting_card";
import { WrapUpCard } from "./wrap_up_card";

/** Left: what is offered, what is ours, and who waits behind; what is empty takes no room. */
export function LinePane() {
  const { panes, line: texts, reach } = useTexts();
  const { line } = useDesk();
  const { offers, mine, wrapUp, waiting, waitingCount, callbacks, assigned, elsewhere } = line;
  const more = waitingCount.value - waiting.value.length;
  const isEmpty = [offers, mine, wrapUp, waiting, callbacks, assigned, elsewhere].every((group) => group.value.length === 0);
  return (
    <section class="pane pane-line" aria-label={panes.line} tabIndex={0}>
      <LineGroup name="offers" heading={texts.offers} count={offers.value.length}>
        {offers.value.map((card) => (
          <OfferCard key={card.ticket} card={card} />
        ))}
      </LineGroup>
      <LineGroup name="mine" heading={texts.mine} count={mine.value.length}>
        {mine.value.map((card) => (
          <MineCard key={card.ticket} card={card} />
        ))}
      </LineGroup>
      <LineGroup name="wrap-up" heading={texts.wrapUp} count={wrapUp.value.length}>
        {wrapUp.value.map((card) => (
          <WrapUpCard key={card.ticket} card={card} />
        ))}
      </LineGroup>
      <LineGroup name="waiting" heading={texts.waiting} count={waitingCount.value}>
        {waiting.value.map((card) => (
          <WaitingCard key={card.ticket} card={card} />
        ))}
        {more > 0 && <li class="line-more">{fill(texts.more, { n: more })}</li>}
      </LineGroup>
      <LineGroup name="callbacks" heading={texts.callbacks} count={callbacks.value.length}>
        {callbacks.value.map((card) => (
          <CallbackCard key={card.ticket} card={card} />
        ))}
      </LineGroup>
      <LineGroup name="assigned" heading={texts.assigned} count={assigned.value.length}>
        {assigned.value.map((card) => (
          <AssignedCard key={card.ticket} card={card} />
        ))}
      </LineGroup>
      <LineGroup name="elsewhere" heading={reach.group} count={elsewhere.value.length}>
        {elsewhere.value.map((away) => (
          <AwayCard key={away.conversation} away={away} />
        ))}
      </LineGroup>
      {isEmpty && <NobodyInLine />}
    </section>
  );
}

function NobodyInLine() {
  const { line } = useTexts();
  const { agent, known } = useDesk();
  const isAvailable = agent.value.presence === "available";
  return (
    <p class="line-empty">
      {line.noWaiting} {known.value && !isAvailable && line.awayText}
    </p>
  );
}
