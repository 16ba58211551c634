import type { Conversation } from "../state/conversation";
import { happeningLine, happeningNote } from "../state/happenings";
import type { Happening } from "../state/protocol";
import { useLocale, useTexts } from "../common/context";
import { Moment } from "../common/moment";
import { DeliveryLine } from "./delivery_line";

/** What happened to the conversation itself: one line across. */
export function HappeningRow({ entry, conversation }: { entry: Happening; conversation: Conversation }) {
  const texts = useTexts();
  const locale = useLocale();
  const line = happeningLine(texts, locale, entry);
  if (!line) return null;
  const note = happeningNote(entry);
  return (
    <li class="entry entry-happening" data-testid="entry" data-kind={entry.kind} data-seq={entry.seq}>
      <p class="happening">
        {line} <Moment at={entry.at} />
      </p>
      {note && <p class="happening-note">{note}</p>}
      <DeliveryLine conversation={conversation} seq={entry.seq} />
    </li>
  );
}
