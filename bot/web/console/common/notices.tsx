import { refusalLine } from "../state/refusals";
import { useShared, useTexts } from "./context";
import { Icon } from "./icon";

/** What went wrong, in the agent's language, until it is dismissed. */
export function Notices() {
  const { notices } = useShared().parts;
  const texts = useTexts();
  return (
    <div class="notices" role="alert">
      {notices.shown.value.map(({ id, failed, problem }) => (
        <div key={id} class="notice" data-testid="notice">
          <Icon name="alert" />
          <div class="notice-words">
            <strong>{texts.failed[failed]}</strong>
            <p>{problem ? refusalLine(texts, problem) : texts.noAnswer}</p>
          </div>
          <button class="button button-icon" aria-label={texts.dismiss} onClick={() => notices.dismiss(id)}>
            <Icon name="cross" />
          </button>
        </div>
      ))}
    </div>
  );
}
