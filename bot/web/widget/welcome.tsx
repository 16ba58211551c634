import type { JSX } from "preact";
import { Choices } from "./choices";
import { Icon } from "./icons";
import type { Say } from "./texts";

interface Props {
  say: Say;
  choose: (text: string) => void;
  hasBegun: boolean;
}

/** What a customer sees before the first message; said by the widget itself, so it costs no request. */
export function Welcome({ say, choose, hasBegun }: Props): JSX.Element {
  const chips = hasBegun ? [] : [say("chip_order"), say("chip_returns"), say("person_text")];
  return (
    <>
      <div class="row bot" data-testid="greeting">
        <span class="avatar">
          <Icon name="bot" />
        </span>
        <div class="said">
          <p class="who">{say("bot")}</p>
          <div class="bubble">{say("greeting")}</div>
        </div>
      </div>
      <Choices testid="chip" titles={chips} label={say("suggestions")} choose={choose} />
    </>
  );
}
