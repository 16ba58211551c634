import { troubleOf } from "./state/reach";
import { useDesk, useTexts } from "./common/context";
import { Icon } from "./common/icon";

/** Nobody should wonder why nothing arrives. */
export function TroubleBanner() {
  const texts = useTexts();
  const { line } = useDesk();
  // Several pages may have the same trouble.
  const told = new Set(line.troubles.value.map((trouble) => troubleOf(texts, trouble)));
  return (
    <>
      {[...told].map((words) => (
        <div key={words} class="set-away trouble" role="alert" data-testid="trouble">
          <Icon name="alert" />
          <p>{words}</p>
        </div>
      ))}
    </>
  );
}
