import { languageName, languageShort } from "../state/words";
import { useTexts } from "./context";

/** The customer's language: short for the eye, in full for the ear and on hover. */
export function LanguageTag({ language }: { language: string }) {
  const texts = useTexts();
  return (
    <span class="tag" title={languageName(texts, language)}>
      <span aria-hidden="true">{languageShort(texts, language)}</span>
      <span class="only-spoken">{languageName(texts, language)}</span>
    </span>
  );
}
