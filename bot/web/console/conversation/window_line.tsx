import { fill } from "../../shared/locale";
import type { Conversation } from "../state/conversation";
import type { Reach } from "../state/protocol";
import { dayAndTime, timeLeft, windowOf } from "../state/reach";
import { useLocale, useNow, useTexts } from "../common/context";
import { Icon } from "../common/icon";

/** For how long the customer may still be answered; nothing where that has no end. */
export function WindowLine({ conversation }: { conversation: Conversation }) {
  const reach = conversation.reach.value;
  return reach && <Remaining reach={reach} />;
}

function Remaining({ reach }: { reach: Reach }) {
  const texts = useTexts();
  const locale = useLocale();
  const open = windowOf(reach, useNow());
  switch (open.kind) {
    case "closed":
      return null;
    case "person":
      return (
        <p class="window" data-testid="window" data-state="person">
          <Icon name="clock" />
          <span>
            {fill(texts.reach.person, {
              left: timeLeft(texts, open.leftMs),
              time: dayAndTime(open.until, locale),
            })}
          </span>
        </p>
      );
    case "free": {
      const after = open.personUntil && fill(texts.reach.freeHint, { time: dayAndTime(open.personUntil, locale) });
      return (
        <p
          class="window"
          data-testid="window"
          data-state={open.isSoonOver ? "soon" : "free"}
          title={after ?? undefined}
        >
          <Icon name="clock" />
          <span>
            {fill(texts.reach.free, { left: timeLeft(texts, open.leftMs) })}
            {open.isSoonOver && after && <span class="window-after"> {after}</span>}
          </span>
        </p>
      );
    }
  }
}
