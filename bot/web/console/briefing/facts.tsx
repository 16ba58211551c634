import type { Briefing } from "../state/protocol";
import { slotName } from "../state/words";
import { useTexts } from "../common/context";
import { Icon } from "../common/icon";

/** What the conversation knows, and whether somebody checked it. */
export function Facts({ facts }: { facts: Briefing["facts"] }) {
  const texts = useTexts();
  if (facts.length === 0) return <p class="quiet">{texts.briefing.noFacts}</p>;
  return (
    <dl class="facts">
      {facts.map(({ name, value, verified }) => (
        <div key={name}>
          <dt>{slotName(texts, name)}</dt>
          <dd>
            {value}{" "}
            <span class="verified" data-verified={verified}>
              {verified && <Icon name="check" />}
              {verified ? texts.briefing.verified : texts.briefing.unverified}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
