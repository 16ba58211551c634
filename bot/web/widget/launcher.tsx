import type { JSX, Ref } from "preact";
import type { Chat } from "./chat";
import { Icon } from "./icons";
import type { Say } from "./texts";

interface Props {
  chat: Chat;
  say: Say;
  toggle: () => void;
  button: Ref<HTMLButtonElement>;
}

/** How many messages wait, in words. */
export function unreadText(unread: number, say: Say): string {
  return unread === 1 ? say("unread_one") : say("unread", { n: unread });
}

export function Launcher({ chat: { isOpen, unread }, say, toggle, button }: Props): JSX.Element {
  const label = say(isOpen ? "launcher_close" : "launcher_open");
  const hasNews = unread > 0 && !isOpen;
  return (
    <button
      ref={button}
      type="button"
      class={isOpen ? "launcher open" : "launcher"}
      part="launcher"
      data-testid="launcher"
      aria-expanded={isOpen}
      aria-haspopup="dialog"
      aria-label={hasNews ? `${label}, ${unreadText(unread, say)}` : label}
      onClick={toggle}
    >
      <Icon name={isOpen ? "down" : "chat"} />
      {hasNews && (
        <span class="badge" data-testid="unread" aria-hidden="true">
          {unread > 9 ? "9+" : unread}
        </span>
      )}
    </button>
  );
}
