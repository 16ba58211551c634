import { duration } from "../state/words";
import { useNow } from "../common/context";

const URGENT_AFTER_MS = 60_000;

type Props = { since: string; label: string; isLabelShown?: boolean; isUrgent?: boolean };

/** A ticking time since a moment. */
export function Since({ since, label, isLabelShown = false, isUrgent = false }: Props) {
  const passed = useNow() - Date.parse(since);
  return (
    <span class="since" data-urgent={isUrgent && passed > URGENT_AFTER_MS}>
      <span class={isLabelShown ? undefined : "only-spoken"}>{label} </span>
      <time>{duration(passed)}</time>
    </span>
  );
}
