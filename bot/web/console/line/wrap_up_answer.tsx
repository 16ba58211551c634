import { useId } from "preact/hooks";
import type { Card } from "../state/protocol";
import { dispositionName } from "../state/words";
import { useDesk, useTexts } from "../common/context";

/** How it ended, in one click; where it stands twice, one of them has the test hooks. */
export function WrapUpAnswer({ card, hook }: { card: Card; hook?: string }) {
  const texts = useTexts();
  const { acts, actions, line } = useDesk();
  const id = useId();
  const isBusy = actions.underWay.value.has(card.ticket);
  return (
    <>
      <p class="wrap-up-question" id={id}>
        {texts.line.wrapUpAsk}
      </p>
      <div class="wrap-up-answers" role="group" aria-labelledby={id}>
        {line.dispositions.value.map((disposition) => (
          <button
            key={disposition}
            class="button button-small"
            data-testid={hook && `${hook}-${disposition}`}
            disabled={isBusy}
            onClick={() => void acts.wrapUp(card, disposition)}
          >
            {dispositionName(texts, disposition)}
          </button>
        ))}
      </div>
    </>
  );
}
