import { useState } from "preact/hooks";
import { fill } from "../../shared/locale";
import type { Turn } from "../state/policy";
import { useTexts } from "../common/context";
import { TurnRow } from "./turn_row";

const SHOWN_FIRST = 5;
const MORE = 20;

/** Turns that somebody else would have answered; a few, and more for whoever asks. */
export function TurnList({ turns }: { turns: readonly Turn[] }) {
  const { replay: words } = useTexts();
  const [shown, setShown] = useState(SHOWN_FIRST);
  const left = turns.length - shown;
  return (
    <>
      <ul class="turns">
        {turns.slice(0, shown).map((turn) => (
          <TurnRow key={`${turn.conversation} ${turn.seq}`} turn={turn} />
        ))}
      </ul>
      {left > 0 && (
        <button class="button button-small" onClick={() => setShown(shown + MORE)}>
          {fill(words.showMore, { n: left })}
        </button>
      )}
    </>
  );
}
