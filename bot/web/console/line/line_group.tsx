import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

type Props = { name: string; heading: string; count: number; children: ComponentChildren };

/** One part of the line with its heading; nothing where there is nothing. */
export function LineGroup({ name, heading, count, children }: Props) {
  const id = useId();
  if (count === 0) return null;
  return (
    <section class={`line-group line-${name}`} aria-labelledby={id} data-testid={`group-${name}`}>
      <h2 id={id}>
        {heading} <span class="count">{count}</span>
      </h2>
      <ul>{children}</ul>
    </section>
  );
}
