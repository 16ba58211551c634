import { useComputed } from "@preact/signals";
import { fill } from "../../shared/locale";
import { moment } from "../state/words";
import { useLocale, useShared } from "./context";

const DAY_MS = 86_400_000;

/** Words with a moment in them, at `{time}`. */
export function MomentIn({ words, at }: { words: string; at: string }) {
  const { clock } = useShared().parts;
  const locale = useLocale();
  // Drawn again when the day changes, not with each second.
  const day = useComputed(() => Math.floor(clock.now.value / DAY_MS));
  return <time dateTime={at}>{day.value > 0 && fill(words, { time: moment(at, clock.now.peek(), locale) })}</time>;
}
