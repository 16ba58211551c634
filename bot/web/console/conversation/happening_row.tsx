import { fill } from "../../shared/locale";
import type { Texts } from "../state/language";
import type { Happening } from "../state/protocol";
import { queueName, reasonName } from "../state/words";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";

/** What happened to the conversation itself: one line across. */
export function HappeningRow({ entry }: { entry: Happening }) {
  const texts = useTexts();
  const line = happeningLine(texts, entry);
  if (!line) return null;
  const note = entry.kind === "handed_back" ? entry.note : null;
  return (
    <li class="entry entry-happening" data-testid="entry" data-kind={entry.kind} data-seq={entry.seq}>
      <p class="happening">
        {line} <Moment at={entry.at} />
      </p>
      {note && <p class="happening-note">{note}</p>}
    </li>
  );
}

function happeningLine(texts: Texts, entry: Happening): string | null {
  const { entry: lines } = texts;
  const name = ("agent_name" in entry && entry.agent_name) || lines.somebody;
  switch (entry.kind) {
    case "agent_joined":
      return fill(lines.joined, { name });
    case "agent_lost":
      return fill(lines.lost, { name });
    case "handed_back":
      return fill(lines.handedBack, { name });
    case "closed":
      return entry.agent_name ? fill(lines.closedBy, { name }) : lines.closed;
    case "reopened":
      return lines.reopened;
    case "rated":
      return entry.helped ? lines.helped : lines.notHelped;
    case "handoff_requested":
      return fill(lines.requested, { queue: queueName(texts, entry.queue), reason: reasonName(texts, entry.reason) });
    case "ticket_offered":
      return fill(lines.offered, { name });
    case "offer_declined":
      return fill(lines.declined, { name });
    case "offer_lapsed":
      return fill(lines.expired, { name });
    default:
      // A server newer than this page may tell of things that we have no words for.
      return null;
  }
}
