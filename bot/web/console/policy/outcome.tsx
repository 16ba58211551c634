import { fill } from "../../shared/locale";
import type { Replayed } from "../state/policy";
import { useTexts } from "../common/context";
import { Changes } from "./changes";
import { Figures } from "./figures";
import { Icon } from "../common/icon";
import { Staffing } from "./staffing";
import { TurnList } from "./turn_list";
import { WaitsTable } from "./waits_table";

/** What would have been otherwise: the grave things first, then how much, then examples. */
export function Outcome({ replayed }: { replayed: Replayed }) {
  const { replay: words } = useTexts();
  const { high_stakes_kept: kept, moved, turns, waits_then, waits_now } = replayed;
  if (turns === 0) return <p class="quiet">{words.noTurns}</p>;
  const grave = new Set(kept.map(({ conversation, seq }) => `${conversation} ${seq}`));
  const examples = moved.filter(({ conversation, seq }) => !grave.has(`${conversation} ${seq}`));
  return (
    <div class="outcome" data-testid="replay-outcome">
      {kept.length > 0 && (
        <section class="grave" data-testid="replay-serious">
          <h3>
            <Icon name="alert" />
            {fill(kept.length === 1 ? words.seriousOne : words.serious, { n: kept.length })}
          </h3>
          <TurnList turns={kept} />
        </section>
      )}
      <Figures replayed={replayed} />
      {moved.length > 0 ? <Changes changes={replayed.changes} /> : <p class="outcome-same">{words.nothing}</p>}
      {waits_then && waits_now ? (
        <section data-testid="replay-waits">
          <h3>{words.waits}</h3>
          <WaitsTable before={waits_then} after={waits_now} />
          <Staffing replayed={replayed} />
        </section>
      ) : (
        <p class="quiet">{words.noWaits}</p>
      )}
      {examples.length > 0 && (
        <section>
          <h3>{words.examples}</h3>
          <TurnList turns={examples} />
        </section>
      )}
    </div>
  );
}
