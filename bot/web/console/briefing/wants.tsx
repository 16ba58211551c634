import { fill } from "../../shared/locale";
import type { Briefing } from "../state/protocol";
import { intentName, percent } from "../state/words";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";

export function Wants({ wants, language }: { wants: Briefing["wants"]; language: string | undefined }) {
  const texts = useTexts();
  return (
    <ul class="wants">
      {wants.map(({ intent, text, at, confidence }) => (
        <li key={`${at} ${intent}`}>
          <p>
            <strong>{intentName(texts, intent)}</strong>{" "}
            <span class="quiet">{fill(texts.briefing.sure, { percent: percent(confidence) })}</span>
          </p>
          <blockquote lang={language} dir="auto">
            {text}
          </blockquote>
          <Moment at={at} />
        </li>
      ))}
    </ul>
  );
}
