import type { ComponentChildren } from "preact";

type Props = { legend: string; none?: string | null; children: ComponentChildren };

/** Several things of which one is chosen. */
export function Choices({ legend, none = null, children }: Props) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {none ? <p class="quiet">{none}</p> : children}
    </fieldset>
  );
}
