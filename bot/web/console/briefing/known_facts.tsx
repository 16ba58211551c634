import { fill } from "../../shared/locale";
import type { Known } from "../state/protocol";
import { slotName } from "../state/words";
import { useTexts } from "../common/context";
import { Icon } from "../common/icon";
import { VerifiedMark } from "./verified_mark";

/** What the customer has given already: asking again is what they complain about most. */
export function KnownFacts({ known, repeats }: { known: readonly Known[]; repeats: number }) {
  const texts = useTexts();
  const { briefing: words } = texts;
  return (
    <div class="known">
      <dl class="facts">
        {known.map(({ name, value, verified, given }) => (
          <div key={name}>
            <dt>{slotName(texts, name)}</dt>
            <dd>
              {value} <VerifiedMark verified={verified} />
              {given > 1 && <span class="given">{fill(words.given, { n: given })}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {repeats > 0 && (
        <p class="repeats" data-testid="briefing-repeats">
          <Icon name="alert" />
          {fill(repeats === 1 ? words.repeatedOnce : words.repeated, { n: repeats })}
        </p>
      )}
    </div>
  );
}
