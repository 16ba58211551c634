import type { ComponentChildren } from "preact";
import type { Thought } from "../state/protocol";
import { useTexts } from "../common/context";

type Props = {
  entry: Thought;
  line: ComponentChildren;
  facts: readonly (readonly [name: string, value: string])[];
  /** What can be done about it, under the facts. */
  children?: ComponentChildren;
};

/** A quiet line that opens to say why. */
export function Why({ entry, line, facts, children }: Props) {
  const texts = useTexts();
  return (
    <details class="thought why" data-testid="entry" data-kind={entry.kind} data-seq={entry.seq}>
      <summary>
        {line} <span class="why-word">{texts.entry.why}</span>
      </summary>
      <dl class="why-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </details>
  );
}
