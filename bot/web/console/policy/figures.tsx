import { fill } from "../../shared/locale";
import type { Replayed } from "../state/policy";
import { percent } from "../state/words";
import { useLocale, useTexts } from "../common/context";
import { Figure } from "./figure";

/** The numbers that a decision hangs on. */
export function Figures({ replayed }: { replayed: Replayed }) {
  const { replay: words } = useTexts();
  const locale = useLocale();
  const { turns, conversations, moved, handoffs_then, handoffs_now, extra_minutes, minutes_each } = replayed;
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, { signDisplay: "exceptZero", maximumFractionDigits: 0 });
  const elsewhere = new Set(moved.map(({ conversation }) => conversation)).size;
  return (
    <dl class="figures">
      <Figure
        name={words.moved}
        value={plain.format(moved.length)}
        detail={fill(words.movedOf, {
          turns: plain.format(turns),
          percent: percent(moved.length / turns),
          n: plain.format(elsewhere),
          conversations: plain.format(conversations),
        })}
        hook="replay-moved"
      />
      <Figure
        name={words.handoffs}
        value={signed.format(handoffs_now - handoffs_then)}
        detail={`${plain.format(handoffs_then)} → ${plain.format(handoffs_now)}`}
        hook="replay-handoffs"
      />
      <Figure
        name={words.minutes}
        value={extra_minutes === null ? "–" : signed.format(extra_minutes)}
        detail={minutes_each === null ? words.noMinutes : fill(words.minutesEach, { n: plain.format(minutes_each) })}
        hook="replay-minutes"
      />
    </dl>
  );
}
