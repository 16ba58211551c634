import type { SaidElsewhere } from "../state/protocol";
import { appName } from "../state/reach";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";
import { Bubble } from "./bubble";

/** What somebody told the customer from another application. */
export function ElsewhereRow({ entry }: { entry: SaidElsewhere }) {
  const texts = useTexts();
  return (
    <li class="entry entry-agent entry-elsewhere" data-testid="entry" data-kind={entry.kind} data-seq={entry.seq}>
      <Bubble who={appName(texts, entry.app)} when={<Moment at={entry.sent_at ?? entry.at} />}>
        <p class="bubble-text" dir="auto">
          {entry.text}
        </p>
      </Bubble>
    </li>
  );
}
