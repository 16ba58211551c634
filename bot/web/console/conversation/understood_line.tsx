import { fill } from "../../shared/locale";
import type { Understood } from "../state/protocol";
import { intentName, languageName, percent } from "../state/words";
import { useTexts } from "../common/context";
import { Why } from "./why";

export function UnderstoodLine({ entry }: { entry: Understood }) {
  const texts = useTexts();
  const { entry: words } = texts;
  const confidence = percent(entry.confidence);
  return (
    <Why
      entry={entry}
      line={fill(words.understood, { intent: intentName(texts, entry.intent), percent: confidence })}
      facts={[
        [words.confidence, confidence],
        [words.sentiment, entry.sentiment.toFixed(1)],
        [words.frustration, percent(entry.frustration)],
        [words.language, languageName(texts, entry.language)],
      ]}
    />
  );
}
