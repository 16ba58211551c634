import { fill } from "../../shared/locale";
import type { Card } from "../state/protocol";
import { useDesk, useTexts } from "../common/context";
import { MomentIn } from "../common/moment_in";

/** What is special about this one: passed on to somebody, a message was left, to be called. */
export function CardExtras({ card }: { card: Card }) {
  const { line: texts } = useTexts();
  const { agent, line } = useDesk();
  const { wanted_agent: wanted } = card;
  const wantedName = wanted === null ? null : line.nameOf(wanted);
  return (
    <>
      {wanted === agent.value.id && <span class="tag tag-wanted">{texts.forYou}</span>}
      {wantedName && <span class="tag">{fill(texts.forAgent, { name: wantedName })}</span>}
      {card.message_left && <span class="tag">{texts.messageLeft}</span>}
      {card.due_at && (
        <span class="tag">
          <MomentIn words={texts.callAt} at={card.due_at} />
        </span>
      )}
    </>
  );
}
