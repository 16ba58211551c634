import type { JSX } from "preact";
import { Icon } from "../icons";
import { barText, follow } from "./bar_text";
import { Choices } from "./choices";
import type { HandoffProps } from "./part";

const ICONS = { queue: "clock", agent: "person", closed: "check" } as const;

/** The bar under the title: the wait and what can be done instead, the agent, or that it is over. */
export function Bar({ chat, afterChoice }: HandoffProps): JSX.Element | null {
  const { owner } = chat.conversation;
  if (owner === "bot") return null;
  const { mode, title, hint } = barText(chat);
  return (
    <div class={`status ${owner}`} data-testid="status" data-owner={owner} data-mode={mode}>
      <Icon name={ICONS[owner]} />
      <div class="wide">
        <p>
          <strong>{title}</strong>
          {follow(title, hint).slice(title.length)}
        </p>
        {owner === "queue" && <Choices chat={chat} afterChoice={afterChoice} />}
      </div>
    </div>
  );
}
