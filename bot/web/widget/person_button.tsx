import type { JSX } from "preact";
import type { Chat } from "./chat";
import { Icon } from "./icons";
import { personText } from "./status_bar";
import type { Say } from "./texts";

/** The way to a person, in the same place at any time. It says in the customer's name what anybody could type. */
export function PersonButton({ chat, say }: { chat: Chat; say: Say }): JSX.Element {
  const already = personText(chat, say);
  return (
    <button
      type="button"
      class="person"
      data-testid="person"
      // Not `disabled`: it stays reachable and can say why there is nothing left to ask for.
      aria-disabled={already !== undefined}
      aria-description={already}
      title={already}
      onClick={() => {
        if (!already) chat.send(say("person_text"));
      }}
    >
      <Icon name="person" />
      {say("person")}
    </button>
  );
}
