import { fill } from "../../shared/locale";
import type { Conversation } from "../state/conversation";
import type { Texts } from "../state/language";
import type { Viewer } from "../state/protocol";
import { useLocale, useTexts } from "../common/context";
import { Icon } from "../common/icon";

/** Who else is here: two people must not answer without knowing of each other. */
export function ViewersLine({ conversation }: { conversation: Conversation }) {
  const texts = useTexts();
  const locale = useLocale();
  const viewers = conversation.viewers.value;
  const writing = viewers.filter((viewer) => viewer.typing);
  const reading = viewers.filter((viewer) => !viewer.typing);
  const names = new Intl.ListFormat(locale, { type: "conjunction" }).format(reading.map(({ name }) => name));
  return (
    <div class="viewers" role="status" data-testid="viewers">
      {writing.map((viewer) => (
        <p key={viewer.id} class="viewer-writes">
          <Icon name="pencil" />
          {writingLine(texts, viewer, conversation)}
        </p>
      ))}
      {reading.length > 0 && (
        <p>
          <Icon name="eye" />
          {fill(reading.length > 1 ? texts.viewers.lookMany : texts.viewers.looks, { name: names })}
        </p>
      )}
    </div>
  );
}

/** Who has the conversation may be answering; all others can only be writing a note. */
function writingLine({ viewers }: Texts, { id, name }: Viewer, { state }: Conversation): string {
  return fill(state.value?.agent === id ? viewers.writes : viewers.notes, { name });
}
