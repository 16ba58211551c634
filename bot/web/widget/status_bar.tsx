import type { JSX } from "preact";
import type { Chat } from "./chat";
import type { HandoffProps } from "./handoff/part";
import type { Say } from "./texts";

/** That a person has been asked for, or is there. */
export function personText({ conversation: { owner } }: Chat, say: Say): string | undefined {
  return owner === "queue" ? say("person_asked") : owner === "agent" ? say("person_here") : undefined;
}

/** The bar under the title. The part that fills it is on its way when a person is called; without it, the bare fact. */
export function StatusBar({ chat, say, afterChoice }: HandoffProps & { say: Say }): JSX.Element | null {
  const Part = chat.handoff.part;
  if (Part) return <Part.Bar chat={chat} afterChoice={afterChoice} />;
  const text = personText(chat, say);
  return text ? (
    <div class="status queue" data-testid="status" role="status">
      {text}
    </div>
  ) : null;
}
