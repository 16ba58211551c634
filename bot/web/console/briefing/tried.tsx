import type { Briefing } from "../state/protocol";
import { actionName, outcomeName } from "../state/words";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";

export function Tried({ tried }: { tried: Briefing["tried"] }) {
  const texts = useTexts();
  if (tried.length === 0) return <p class="quiet">{texts.briefing.notTried}</p>;
  return (
    <ul class="tried">
      {tried.map(({ at, action, outcome }) => (
        <li key={`${at} ${action}`}>
          <span>
            {actionName(texts, action)} <span class="tried-outcome">{outcomeName(texts, outcome)}</span>
          </span>
          <Moment at={at} />
        </li>
      ))}
    </ul>
  );
}
