import { fill } from "../../shared/locale";
import type { Conversation } from "../state/conversation";
import type { Understood } from "../state/protocol";
import { intentName, languageName, percent } from "../state/words";
import { useTexts } from "../common/context";
import { Correction } from "./correction";
import { Why } from "./why";

export function UnderstoodLine({ conversation, entry }: { conversation: Conversation; entry: Understood }) {
  const texts = useTexts();
  const { entry: words } = texts;
  const confidence = percent(entry.confidence);
  return (
    <div class="understood">
      <Why
        entry={entry}
        line={fill(words.understood, { intent: intentName(texts, entry.intent), percent: confidence })}
        facts={[
          [words.confidence, confidence],
          [words.sentiment, signed(entry.sentiment)],
          [words.frustration, percent(entry.frustration)],
          [words.language, languageName(texts, entry.language)],
        ]}
      />
      <Correction conversation={conversation} entry={entry} />
    </div>
  );
}

/** One digit is enough; nobody is «-0.0». */
function signed(sentiment: number): string {
  const rounded = Math.round(sentiment * 10) / 10;
  return (rounded === 0 ? 0 : rounded).toFixed(1);
}
