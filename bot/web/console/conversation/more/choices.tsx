import type { ComponentChildren } from "preact";

type Props = { legend: string; none?: string | null; inColumns?: boolean; children: ComponentChildren };

/** Several things of which one is chosen. */
export function Choices({ legend, none = null, inColumns = false, children }: Props) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {none ? (
        <p class="quiet">{none}</p>
      ) : (
        <div class={inColumns ? "choices-list choices-columns" : "choices-list"}>{children}</div>
      )}
    </fieldset>
  );
}
