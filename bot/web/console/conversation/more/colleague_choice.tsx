import { fill } from "../../../shared/locale";
import type { Texts } from "../../state/language";
import type { Colleague } from "../../state/protocol";
import { languageShort, presenceName } from "../../state/words";
import { useTexts } from "../../common/context";
import { Choice } from "./choice";

type Props = { colleague: Colleague; takesAbsent?: boolean; isChosen: boolean; onChoose: () => void };

/** A colleague with what decides whether they can help now. */
export function ColleagueChoice({ colleague, takesAbsent = false, isChosen, onChoose }: Props) {
  const texts = useTexts();
  const { presence, languages, load, capacity } = colleague;
  const absence = absenceOf(texts, colleague);
  return (
    <Choice
      value={colleague.id}
      hook={`agent-${colleague.id}`}
      isChosen={isChosen}
      disabled={absence !== null && !takesAbsent}
      onChoose={onChoose}
    >
      <span class="choice-name">
        <span class="presence-mark" data-presence={absence === null ? presence : "offline"} aria-hidden="true" />
        {colleague.name}
        {languages.map((language) => (
          <span key={language} class="tag">
            {languageShort(texts, language)}
          </span>
        ))}
      </span>
      <span class="choice-detail">
        {absence ?? `${presenceName(texts, presence)} · ${fill(texts.transfer.load, { load: rounded(load), capacity })}`}
      </span>
    </Choice>
  );
}

/** Why nothing can be given to them now; null where it can. */
function absenceOf({ transfer }: Texts, { is_present, presence }: Colleague): string | null {
  if (presence === "away") return transfer.isAway;
  if (presence === "offline") return transfer.isOffline;
  return is_present ? null : transfer.isAbsent;
}

function rounded(load: number): string {
  return String(Math.round(load * 10) / 10);
}
