import type { Card } from "../state/protocol";
import { WrapUpAnswer } from "../line/wrap_up_answer";

/** Stands where the composer was: on a telephone the line is a tap away. */
export function WrapUpBar({ card }: { card: Card }) {
  return (
    <div class="bar bar-wrap-up">
      <WrapUpAnswer card={card} />
    </div>
  );
}
