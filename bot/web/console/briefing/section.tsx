import type { ComponentChildren } from "preact";

type Props = { heading: string; hook?: string; children: ComponentChildren };

/** One part of what the agent should know. */
export function Section({ heading, hook, children }: Props) {
  return (
    <section data-testid={hook}>
      <h3>{heading}</h3>
      {children}
    </section>
  );
}
