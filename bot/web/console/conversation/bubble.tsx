import type { ComponentChildren } from "preact";

type Props = { who: string; when: ComponentChildren; children: ComponentChildren };

/** A text with the name of its author and its time. */
export function Bubble({ who, when, children }: Props) {
  return (
    <>
      <p class="entry-meta">
        <span class="entry-who">{who}</span> {when}
      </p>
      <div class="bubble">{children}</div>
    </>
  );
}
