import { fill } from "../../shared/locale";
import type { Conversation } from "../state/conversation";
import type { Texts } from "../state/language";
import type { Briefing } from "../state/protocol";
import { otherwiseLine, reasonName, whyLine } from "../state/words";
import { useDesk, useTexts } from "../common/context";
import { Contacts } from "./contacts";
import { Facts } from "./facts";
import { KnownFacts } from "./known_facts";
import { MoodCourse } from "./mood_course";
import { Section } from "./section";
import { Suggested } from "./suggested";
import { Tried } from "./tried";
import { Wants } from "./wants";

/** Where the suggested reply is from; nothing to say of a sentence that only names the need. */
function fromWhere(words: Texts["briefing"], { suggested_source, suggested_title }: Briefing): string {
  if (suggested_source === "past") return words.fromPast;
  return suggested_source === "canned" ? fill(words.fromCanned, { title: suggested_title ?? "" }) : "";
}

/** Written from what happened, so that the customer never has to say anything twice. */
export function BriefingCard({ conversation, briefing }: { conversation: Conversation; briefing: Briefing }) {
  const texts = useTexts();
  const { briefing: words } = texts;
  // The server explains in English only; the reason, what they want and the other outcome say the same.
  const language = useDesk().shownCard.value?.language;
  return (
    <div class="briefing" data-testid="briefing">
      <h2>{words.heading}</h2>
      <section class="briefing-why" data-testid="briefing-reason">
        <h3>{words.why}</h3>
        <p class="briefing-reason">{reasonName(texts, briefing.reason)}</p>
        {briefing.why && (
          <p class="briefing-explanation" data-testid="briefing-why">
            {whyLine(texts, briefing.why)}
          </p>
        )}
        {briefing.otherwise && (
          <p class="briefing-explanation" data-testid="briefing-otherwise">
            {fill(words.otherwise, { outcome: otherwiseLine(texts, briefing.otherwise) })}
          </p>
        )}
        <p class="briefing-rule">
          {words.rule} <code>{briefing.rule}</code>
        </p>
      </section>
      {briefing.wants.length > 0 && (
        <Section heading={words.wants} hook="briefing-wants">
          <Wants wants={briefing.wants} language={language} />
        </Section>
      )}
      {briefing.known.length > 0 ? (
        <Section heading={words.known} hook="briefing-known">
          <KnownFacts known={briefing.known} repeats={briefing.repeats} />
        </Section>
      ) : (
        <Section heading={words.facts}>
          <Facts facts={briefing.facts} />
        </Section>
      )}
      {briefing.mood.length > 0 && (
        <Section heading={words.mood}>
          <MoodCourse mood={briefing.mood} />
        </Section>
      )}
      <Section heading={words.tried} hook="briefing-tried">
        <Tried tried={briefing.tried} />
      </Section>
      {briefing.contacts.length > 0 && (
        <Section heading={words.contacts} hook="briefing-contacts">
          <Contacts contacts={briefing.contacts} />
        </Section>
      )}
      {briefing.suggested && (
        <Section heading={words.suggested}>
          <Suggested conversation={conversation} text={briefing.suggested} from={fromWhere(words, briefing)} language={language} />
        </Section>
      )}
    </div>
  );
}
