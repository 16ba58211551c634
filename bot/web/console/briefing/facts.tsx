import type { Fact } from "../state/protocol";
import { slotName } from "../state/words";
import { useTexts } from "../common/context";
import { VerifiedMark } from "./verified_mark";

/** What the conversation knows, and whether somebody checked it. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const texts = useTexts();
  if (facts.length === 0) return <p class="quiet">{texts.briefing.noFacts}</p>;
  return (
    <dl class="facts">
      {facts.map(({ name, value, verified }) => (
        <div key={name}>
          <dt>{slotName(texts, name)}</dt>
          <dd>
            <bdi>{value}</bdi> <VerifiedMark verified={verified} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
