import type { Card } from "../state/protocol";
import { useShared } from "../common/context";
import { WrapUpAnswer } from "../line/wrap_up_answer";

/** Stands where the composer was: on a telephone the line is a tap away, and its card asks too. */
export function WrapUpBar({ card }: { card: Card }) {
  const { narrow } = useShared().parts;
  return (
    <div class="bar bar-wrap-up">
      <WrapUpAnswer card={card} {...(!narrow.value && { hook: "disposition" })} />
    </div>
  );
}
