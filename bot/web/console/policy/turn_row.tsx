import type { Turn } from "../state/policy";
import { decisionName, whyLine } from "../state/words";
import { useDesk, useTexts } from "../common/context";
import { Moment } from "../common/moment";

/** One turn: what was, what would be, and why; opens its conversation to read. */
export function TurnRow({ turn }: { turn: Turn }) {
  const texts = useTexts();
  const desk = useDesk();
  const { then, now, why, conversation, at } = turn;
  return (
    <li>
      <button
        class="turn"
        data-testid="replay-turn"
        data-conversation={conversation}
        onClick={() => desk.read(conversation)}
      >
        <span class="contact-row">
          <strong>
            {decisionName(texts, then.kind)} → {decisionName(texts, now.kind)}
          </strong>
          <Moment at={at} />
        </span>
        <span class="turn-why">{whyLine(texts, why)}</span>
        <span class="turn-rules">
          <code>{then.rule}</code> → <code>{now.rule}</code>
        </span>
      </button>
    </li>
  );
}
