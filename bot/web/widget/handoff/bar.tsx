import type { JSX } from "preact";
import { Outline, PERSON } from "../icons";
import { barText, follow } from "./bar_text";
import { Choices } from "./choices";
import type { HandoffProps } from "./part";

const CLOCK = "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0zM12 7v5.5l3 2";
const CHECK = "M5 12.5L9.5 17 19 7.5";
const ICONS = { queue: CLOCK, agent: PERSON, closed: CHECK };

/** The bar under the title: the wait and what can be done instead, the agent, or that it is over. */
export function Bar({ chat, afterChoice }: HandoffProps): JSX.Element | null {
  const { owner } = chat.conversation;
  if (owner === "bot") return null;
  const { mode, title, hint } = barText(chat);
  return (
    <div class={`status ${owner}`} data-testid="status" data-owner={owner} data-mode={mode}>
      <Outline path={ICONS[owner]} />
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
