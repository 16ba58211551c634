import type { NoteAdded } from "../state/protocol";
import { Bubble } from "./bubble";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";
import { NoteLabel } from "./note_label";

/** What only colleagues see. */
export function NoteRow({ entry, isOwn }: { entry: NoteAdded; isOwn: boolean }) {
  const { conversation: texts } = useTexts();
  return (
    <li class="entry entry-note" data-testid="entry" data-kind={entry.kind} data-seq={entry.seq}>
      <Bubble who={isOwn ? texts.you : (entry.agent_name ?? texts.agent)} when={<Moment at={entry.at} />}>
        <NoteLabel />
        <p class="bubble-text" dir="auto">
          {entry.text}
        </p>
      </Bubble>
    </li>
  );
}
