import { fill } from "../../shared/locale";
import type { Texts } from "../state/language";
import type { ActionRan, SlotSet } from "../state/protocol";
import { actionName, outcomeName, slotName } from "../state/words";
import { useTexts } from "../common/context";

/** What the bot did or noted: nothing more to explain. */
export function RanLine({ entry }: { entry: ActionRan | SlotSet }) {
  const texts = useTexts();
  return (
    <p class="thought" data-testid="entry" data-kind={entry.kind} data-seq={entry.seq}>
      {ranLine(texts, entry)}
    </p>
  );
}

function ranLine(texts: Texts, entry: ActionRan | SlotSet): string {
  if (entry.kind === "action_ran") {
    const outcome = outcomeName(texts, entry.outcome);
    return fill(texts.entry.ran, { action: actionName(texts, entry.action), outcome });
  }
  const name = slotName(texts, entry.name);
  if (entry.value === null) return fill(texts.entry.forgot, { name });
  return fill(texts.entry.set, { name, value: entry.value });
}
