import type { JSX } from "preact";
import type { Locale } from "../../shared/locale";
import { byDay, dayOf, timeOf } from "./moments";
import type { SayHandoff } from "./texts";

interface Props {
  say: SayHandoff;
  locale: Locale;
  moments: readonly string[];
  chosen: string;
  isWrong: boolean;
  choose: (moment: string) => void;
}

/** The moments of a call, grouped by day. Each says its day too, for a closed select shows nothing else. */
export function MomentSelect({ say, locale, moments, chosen, isWrong, choose }: Props): JSX.Element {
  return (
    <>
      <label for="moment">{say("moment")}</label>
      <select
        id="moment"
        data-testid="call-moment"
        aria-invalid={isWrong}
        aria-describedby="call-problem"
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {byDay(moments).map((day) => (
          <optgroup label={dayOf(day[0]!, locale)}>
            {day.map((moment) => (
              <option value={moment}>{`${dayOf(moment, locale)} ${timeOf(moment, locale)}`}</option>
            ))}
          </optgroup>
        ))}
      </select>
    </>
  );
}
