import type { JSX } from "preact";
import type { Say } from "./texts";

export function Rating({ say, rate }: { say: Say; rate: (helped: boolean) => void }): JSX.Element {
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
