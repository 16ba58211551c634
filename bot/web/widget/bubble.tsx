import type { JSX } from "preact";
import { tagOf } from "../shared/locale";
import { clockTime } from "../shared/time";
import type { Chat } from "./chat";
import { Icon } from "./icons";
import { LinkedText } from "./linked_text";
import type { Row } from "./rows";
import type { Say } from "./texts";

interface Props {
  row: Row;
  /** Whether the row above, or below, is of the same sender at about the same time. */
  follows: boolean;
  goesOn: boolean;
  chat: Chat;
  say: Say;
}

/** One message: who (once a group), what, and below the group when and how far it got. */
export function Bubble({ row, follows, goesOn, chat, say }: Props): JSX.Element {
  const isOwn = row.from === "customer";
  return (
    <div class={`row ${row.from} ${follows ? "follows" : ""}`}>
      {!isOwn && (
        <span class="avatar" aria-hidden="true">
          {!follows && (row.from === "bot" ? <Icon name="bot" /> : [...row.name][0])}
        </span>
      )}
      <div class="said">
        <p class={isOwn || follows ? "sr" : "who"}>{row.name}</p>
        <div class="bubble" data-testid="message" data-from={row.from} data-state={row.delivery} dir="auto">
          <LinkedText text={row.text} say={say} />
        </div>
        {!goesOn && <Fate row={row} chat={chat} say={say} />}
      </div>
    </div>
  );
}

function Fate({ row, chat, say }: Pick<Props, "row" | "chat" | "say">): JSX.Element {
  const { pending, delivery, at } = row;
  if (pending) {
    return (
      <p class="fate failed">
        <Icon name="alert" />
        {say("failed")}
        <button type="button" class="resend" data-testid="resend" onClick={() => chat.resend(pending)}>
          {say("resend")}
        </button>
      </p>
    );
  }
  return (
    <p class="fate">
      {delivery !== "sending" && <time dateTime={at}>{clockTime(at, tagOf(chat.locale))}</time>}
      {delivery && say(delivery)}
    </p>
  );
}
