import { useId } from "preact/hooks";
import type { PolicyBoard } from "../state/policy";
import { useTexts } from "../common/context";
import { Icon } from "../common/icon";

/** As many as the server takes. */
const MOST_PLACES = 10_000;

/** The policy to try, from when on, and with how many places of agents. */
export function ReplayForm({ board }: { board: PolicyBoard }) {
  const { replay: words } = useTexts();
  const id = useId();
  const isBusy = board.underWay.value !== null;
  return (
    <form
      class="replay-form"
      onSubmit={(event) => {
        event.preventDefault();
        void board.replay();
      }}
    >
      <div class="field">
        <label for={`${id}-policy`}>{words.policy}</label>
        <textarea
          id={`${id}-policy`}
          class="replay-policy"
          data-testid="replay-policy"
          rows={14}
          spellcheck={false}
          autocapitalize="off"
          wrap="off"
          value={board.text}
          onInput={(event) => (board.draft.value = event.currentTarget.value)}
        />
      </div>
      <div class="replay-foot">
        <div class="field replay-since">
          <label for={`${id}-since`}>{words.since}</label>
          <input
            id={`${id}-since`}
            type="date"
            data-testid="replay-since"
            value={board.since.value}
            onInput={(event) => (board.since.value = event.currentTarget.value)}
          />
        </div>
        <div class="field replay-places">
          <label for={`${id}-places`}>{words.placesAsked}</label>
          <input
            id={`${id}-places`}
            type="number"
            inputmode="numeric"
            min={1}
            max={MOST_PLACES}
            placeholder={words.placesEmpty}
            data-testid="replay-places"
            value={board.places.value ?? ""}
            onInput={({ currentTarget: { value } }) => (board.places.value = value ? Number(value) : null)}
          />
        </div>
        <button class="button button-main" type="submit" data-testid="replay-run" disabled={isBusy || !board.text.trim()}>
          <Icon name="play" />
          {words.run}
        </button>
        {board.isChanged && (
          <button class="button button-quiet" type="button" onClick={() => (board.draft.value = null)}>
            {words.reset}
          </button>
        )}
      </div>
    </form>
  );
}
