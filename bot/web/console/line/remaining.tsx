import { duration } from "../state/words";
import { useNow } from "../common/context";

/** A ticking time until a moment. */
export function Remaining({ until, label }: { until: string; label: string }) {
  return (
    <span class="since">
      {label} <time>{duration(Date.parse(until) - useNow())}</time>
    </span>
  );
}
