import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { fill } from "../../shared/locale";
import { useDesk, useTexts } from "../common/context";
import { MineCard } from "./mine_card";
import { OfferCard } from "./offer_card";
import { WaitingCard } from "./waiting_card";

/** Left: what is offered, what is ours, and who waits behind. */
export function LinePane() {
  const { panes, line } = useTexts();
  const desk = useDesk();
  const { offers, mine, waiting, waitingCount } = desk;
  const more = waitingCount.value - waiting.value.length;
  return (
    <section class="pane pane-line" aria-label={panes.line} tabIndex={0}>
      <Group name="offers" heading={line.offers} count={offers.value.length} empty={<NoOffers />}>
        {offers.value.map((card) => (
          <OfferCard key={card.ticket} card={card} />
        ))}
      </Group>
      <Group name="mine" heading={line.mine} count={mine.value.length} empty={line.noMine}>
        {mine.value.map((card) => (
          <MineCard key={card.ticket} card={card} />
        ))}
      </Group>
      <Group name="waiting" heading={line.waiting} count={waitingCount.value} empty={line.noWaiting}>
        {waiting.value.map((card) => (
          <WaitingCard key={card.ticket} card={card} />
        ))}
        {more > 0 && <li class="line-more">{fill(line.more, { n: more })}</li>}
      </Group>
    </section>
  );
}

type GroupProps = {
  name: string;
  heading: string;
  count: number;
  empty: ComponentChildren;
  children: ComponentChildren;
};

function Group({ name, heading, count, empty, children }: GroupProps) {
  const id = useId();
  return (
    <section class={`line-group line-${name}`} aria-labelledby={id}>
      <h2 id={id}>
        {heading} {count > 0 && <span class="count">{count}</span>}
      </h2>
      {count > 0 ? <ul>{children}</ul> : <div class="line-empty">{empty}</div>}
    </section>
  );
}

function NoOffers() {
  const { line } = useTexts();
  const { agent, known } = useDesk();
  return known.value && agent.value.presence !== "available" ? line.awayText : line.noOffers;
}
