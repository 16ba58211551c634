import type { Conversation } from "../state/conversation";
import type { Thought } from "../state/protocol";
import { DecidedLine } from "./decided_line";
import { RanLine } from "./ran_line";
import { UnderstoodLine } from "./understood_line";

/** What the bot understood, decided and did: quiet, and open to whoever asks why. */
export function Thoughts({ conversation, thoughts }: { conversation: Conversation; thoughts: readonly Thought[] }) {
  return (
    <li class="thoughts">
      {thoughts.map((thought) => (
        <ThoughtLine key={thought.seq} conversation={conversation} thought={thought} />
      ))}
    </li>
  );
}

function ThoughtLine({ conversation, thought }: { conversation: Conversation; thought: Thought }) {
  switch (thought.kind) {
    case "understood":
      return <UnderstoodLine conversation={conversation} entry={thought} />;
    case "decided":
      return <DecidedLine entry={thought} />;
    case "action_ran":
    case "slot_set":
      return <RanLine entry={thought} />;
  }
}
