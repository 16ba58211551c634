import type { JSX } from "preact";
import type { Chat } from "./chat";
import type { Say } from "./texts";

export function TypingIndicator({ chat, say }: { chat: Chat; say: Say }): JSX.Element {
  const name = (chat.sign.from === "agent" && chat.conversation.agent) || say("bot");
  return (
    <div class="typing" data-testid="typing" data-from={chat.sign.from}>
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {say("typing", { name })}
    </div>
  );
}
