import type { Waits } from "../state/policy";
import { useLocale, useTexts } from "../common/context";

type Props = { before: Waits; after: Waits };

const ROWS = ["median", "nine_in_ten", "longest"] as const satisfies readonly (keyof Waits)[];

/** How long customers would wait for a person, as simulated. */
export function WaitsTable({ before, after }: Props) {
  const { replay: words } = useTexts();
  const locale = useLocale();
  const minutes = (value: number) => value.toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const anybodyLeft = before.still_waiting > 0 || after.still_waiting > 0;
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{words.inMinutes}</th>
          <th scope="col" class="table-number">
            {words.before}
          </th>
          <th scope="col" class="table-number">
            {words.after}
          </th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map((row) => (
          <tr key={row}>
            <th scope="row">{words.waitRows[row]}</th>
            <td class="table-number">{minutes(before[row])}</td>
            <td class="table-number" data-worse={after[row] > before[row] + 0.05}>
              {minutes(after[row])}
            </td>
          </tr>
        ))}
        {anybodyLeft && (
          <tr data-testid="replay-still-waiting">
            <th scope="row">{words.stillWaiting}</th>
            <td class="table-number">{before.still_waiting.toLocaleString(locale)}</td>
            <td class="table-number" data-worse={after.still_waiting > before.still_waiting}>
              {after.still_waiting.toLocaleString(locale)}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
