import type { JSX } from "preact";
import type { HandoffProps } from "./part";
import { sayHandoffIn } from "./texts";

/** Asks whether it helped, once the conversation is over. */
export function Rating({ chat, afterChoice }: HandoffProps): JSX.Element {
  const say = sayHandoffIn(chat.locale);
  const rate = (helped: boolean): void => {
    chat.act({ kind: "rate", helped });
    afterChoice();
  };
  return (
    <div class="rating" role="group" aria-label={say("rate")}>
      <p>{say("rate")}</p>
      <button type="button" class="choice" data-testid="rate-yes" onClick={() => rate(true)}>
        {say("yes")}
      </button>
      <button type="button" class="choice" data-testid="rate-no" onClick={() => rate(false)}>
        {say("no")}
      </button>
    </div>
  );
}
