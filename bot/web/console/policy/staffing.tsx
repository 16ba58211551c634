import { fill } from "../../shared/locale";
import type { OnDuty, Replayed } from "../state/policy";
import { useLocale, useTexts } from "../common/context";

/** With how many agents the waits were simulated, and how that is known. */
export function Staffing({ replayed }: { replayed: Replayed }) {
  const { replay: words } = useTexts();
  const { on_duty, places, staffing } = replayed;
  return (
    <div class="quiet staffing" data-testid="replay-staffing">
      {on_duty ? (
        <Seen onDuty={on_duty} />
      ) : (
        <p>
          {places !== null && fill(places === 1 ? words.placesOne : words.places, { n: places })}{" "}
          {staffing === "at_once" && words.nobodySeen}
        </p>
      )}
    </div>
  );
}

function Seen({ onDuty }: { onDuty: OnDuty }) {
  const { replay: words } = useTexts();
  const locale = useLocale();
  const { least, most, places } = onDuty;
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const agents = least === most ? plain.format(most) : `${plain.format(least)}–${plain.format(most)}`;
  return (
    <>
      <p>
        {fill(most === 1 ? words.onDutyOne : words.onDuty, {
          n: agents,
          staffed: plain.format(onDuty.staffed_hours),
          hours: plain.format(onDuty.hours),
          places: plain.format(places),
        })}
      </p>
      <p>{words.onDutyHow}</p>
    </>
  );
}
