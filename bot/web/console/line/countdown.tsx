import { useRef } from "preact/hooks";
import { fill } from "../../shared/locale";
import { useNow, useTexts } from "../common/context";

const URGENT_S = 10;

/** The time left to accept: a thin bar and seconds. */
export function Countdown({ endsAt }: { endsAt: string }) {
  const { line } = useTexts();
  const left = Math.max(0, Date.parse(endsAt) - useNow());
  // The offer does not say when it began: the bar is full when it is first seen.
  const whole = useRef(left);
  whole.current = Math.max(whole.current, left, 1);
  const seconds = Math.ceil(left / 1000);
  return (
    <div class="countdown" data-urgent={seconds <= URGENT_S}>
      <span class="countdown-bar" aria-hidden="true">
        <span class="countdown-left" style={{ transform: `scaleX(${left / whole.current})` }} />
      </span>
      <span class="countdown-seconds" role="timer" aria-label={fill(line.endsIn, { n: seconds })}>
        {fill(line.secondsLeft, { n: seconds })}
      </span>
    </div>
  );
}
