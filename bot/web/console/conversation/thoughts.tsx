import type { Thought } from "../state/protocol";
import { DecidedLine } from "./decided_line";
import { RanLine } from "./ran_line";
import { UnderstoodLine } from "./understood_line";

/** What the bot understood, decided and did: quiet, and open to whoever asks why. */
export function Thoughts({ thoughts }: { thoughts: readonly Thought[] }) {
  return (
    <li class="thoughts">
      {thoughts.map((thought) => (
        <ThoughtLine key={thought.seq} thought={thought} />
      ))}
    </li>
  );
}

function ThoughtLine({ thought }: { thought: Thought }) {
  switch (thought.kind) {
    case "understood":
      return <UnderstoodLine entry={thought} />;
    case "decided":
      return <DecidedLine entry={thought} />;
    case "action_ran":
    case "slot_set":
      return <RanLine entry={thought} />;
  }
}
