import type { Presence } from "./state/protocol";
import { useDesk, useTexts } from "./common/context";

const CHOICES = ["available", "busy", "away", "offline"] as const satisfies readonly Presence[];

export function PresenceSwitch() {
  const { header } = useTexts();
  const desk = useDesk();
  const { presence } = desk.agent.value;
  return (
    <div class="switch presence" role="group" aria-label={header.presence}>
      {CHOICES.map((choice) => (
        <button
          key={choice}
          class={`switch-choice presence-${choice}`}
          data-testid={`presence-${choice}`}
          aria-pressed={presence === choice}
          title={header.presenceHints[choice]}
          onClick={() => presence !== choice && void desk.setPresence(choice)}
        >
          <span class="presence-mark" data-presence={choice} aria-hidden="true" />
          {header[choice]}
        </button>
      ))}
    </div>
  );
}
