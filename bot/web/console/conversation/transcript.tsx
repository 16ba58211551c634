import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../state/conversation";
import { inOrder } from "../state/order";
import { type Entry, isThought, type Thought } from "../state/protocol";
import { standsElsewhere } from "../state/remarks";
import { useDesk, useTexts } from "../common/context";
import { EntryRow } from "./entry_row";
import { Icon } from "../common/icon";
import { SendingRow } from "./sending_row";
import { Thoughts } from "./thoughts";

const NEAR_THE_END_PX = 60;

/** Everything that happened, oldest first; stays at the end unless the agent has scrolled up. */
export function Transcript({ conversation }: { conversation: Conversation }) {
  const { conversation: texts } = useTexts();
  const desk = useDesk();
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const ownTop = useRef(-1);
  const [hasNewer, setNewer] = useState(false);
  const entries = conversation.entries.value;
  const sending = conversation.sending.value;
  const failed = sending.filter((one) => one.status === "failed").length;
  const lastSeq = entries.at(-1)?.seq ?? 0;
  const isTyping = conversation.customerTypes.value;

  function toEnd(): void {
    const element = scroller.current;
    if (element) {
      element.scrollTop = element.scrollHeight;
      ownTop.current = element.scrollTop;
    }
    setNewer(false);
  }

  useLayoutEffect(() => {
    // What the agent writes always comes into view.
    if (isAtEnd.current || sending.length > 0) toEnd();
    else setNewer(true);
  }, [lastSeq, sending.length, failed]);

  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [isTyping]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // A growing composer, a rotated phone or a pane that comes back must not push the newest message out of view.
    const observer = new ResizeObserver(() => isAtEnd.current && toEnd());
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div class="transcript">
      <div
        ref={scroller}
        class="transcript-scroller"
        role="log"
        aria-live="off"
        aria-label={texts.transcript}
        aria-busy={!conversation.loaded.value}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          // What we scrolled ourselves is told late: the pane may have shrunk meanwhile.
          if (scrollTop === ownTop.current && isAtEnd.current) return;
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
          if (isAtEnd.current) setNewer(false);
        }}
      >
        <ol>
          {rows(inOrder(entries)).map((row) =>
            Array.isArray(row) ? (
              <Thoughts key={row[0]?.seq} conversation={conversation} thoughts={row} />
            ) : (
              <EntryRow key={row.seq} entry={row} conversation={conversation} />
            ),
          )}
          {sending.map((one) => (
            <SendingRow key={one.id} conversation={conversation} sending={one} />
          ))}
        </ol>
        {isTyping && (
          <p class="typing" data-testid="typing">
            <span class="typing-dots" aria-hidden="true">
              <span />
              <span />
              <span />
            </span>
            {texts.typing}
          </p>
        )}
      </div>
      {hasNewer && desk.shown.value === conversation && (
        <button class="button newer" onClick={toEnd}>
          <Icon name="down" />
          {texts.newer}
        </button>
      )}
    </div>
  );
}

/** What the bot thought between two other entries stands together in one quiet row. */
function rows(entries: readonly Entry[]): (Exclude<Entry, Thought> | Thought[])[] {
  const result: (Exclude<Entry, Thought> | Thought[])[] = [];
  for (const entry of entries) {
    const last = result.at(-1);
    if (standsElsewhere(entry)) continue;
    if (!isThought(entry)) result.push(entry);
    else if (Array.isArray(last)) last.push(entry);
    else result.push([entry]);
  }
  return result;
}
