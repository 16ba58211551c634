import type { Texts } from "../state/language";
import { sideName } from "../state/words";
import { useLocale, useTexts } from "../common/context";

/** From what to what, with how many turns: most first. */
export function Changes({ changes }: { changes: Readonly<Record<string, number>> }) {
  const texts = useTexts();
  const locale = useLocale();
  const rows = Object.entries(changes).sort(([, one], [, other]) => other - one);
  return (
    <section data-testid="replay-changes">
      <h3>{texts.replay.changes}</h3>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{texts.replay.before}</th>
            <th scope="col">{texts.replay.after}</th>
            <th scope="col" class="table-number">
              {texts.replay.turns}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([change, count]) => {
            const [before = "", after = ""] = change.split(" → ");
            return (
              <tr key={change}>
                <td>{named(texts, before)}</td>
                <td>{named(texts, after)}</td>
                <td class="table-number">{count.toLocaleString(locale)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** A side is a kind, or a kind with the queue or the action behind a space. */
function named(texts: Texts, side: string): string {
  const [kind = "", ...where] = side.split(" ");
  return sideName(texts, kind, where.join(" ") || null);
}
