import type { Turn } from "../state/policy";
import { sideName, whyLine } from "../state/words";
import { useDesk, useTexts } from "../common/context";
import { Moment } from "../common/moment";

/** One turn: what was, what would be, and why; opens its conversation to read. */
export function TurnRow({ turn }: { turn: Turn }) {
  const texts = useTexts();
  const desk = useDesk();
  const { then, now, why, conversation, at } = turn;
  // Of the same kind, it is the queue or the action that differs.
  const elsewhere = then.kind === now.kind && then.where !== now.where;
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
            {sideName(texts, then.kind, elsewhere ? then.where : null)} →{" "}
            {sideName(texts, now.kind, elsewhere ? now.where : null)}
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
