import type { JSX } from "preact";
import { Icon } from "./icons";
import type { ConversationState } from "./protocol";
import type { Say } from "./texts";

/** Who has the conversation, in words; empty while it is the bot. */
export function statusText({ owner, place, agent }: ConversationState, say: Say): string {
  switch (owner) {
    case "bot":
      return "";
    case "queue":
      return place ? say("place", { n: place }) : say("person_asked");
    case "agent":
      return agent ? say("with_agent", { name: agent }) : say("person_here");
    case "closed":
      return say("closed");
  }
}

const ICONS = { queue: "clock", agent: "person", closed: "check" } as const;

/** The bar under the title: the place in line, the agent, or that it is over. */
export function StatusBar({ state, say }: { state: ConversationState; say: Say }): JSX.Element | null {
  const { owner } = state;
  if (owner === "bot") return null;
  return (
    <div class={`status ${owner}`} data-testid="status" data-owner={owner}>
      <Icon name={ICONS[owner]} />
      <p>
        <strong>{statusText(state, say)}</strong>
        {owner !== "agent" && <span> {say(owner === "queue" ? "place_hint" : "closed_hint")}</span>}
      </p>
    </div>
  );
}
