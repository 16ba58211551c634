import { useComputed } from "@preact/signals";
import { moment } from "../state/words";
import { useLocale, useShared } from "./context";

const DAY_MS = 86_400_000;

export function Moment({ at }: { at: string }) {
  const { clock } = useShared().parts;
  const locale = useLocale();
  // Drawn again when the day changes, not with each second.
  const day = useComputed(() => Math.floor(clock.now.value / DAY_MS));
  return (
    <time class="moment" dateTime={at}>
      {day.value > 0 && moment(at, clock.now.peek(), locale)}
    </time>
  );
}
