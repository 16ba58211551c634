import { useId } from "preact/hooks";
import { Icon } from "../common/icon";

type Props = { kind: "bad" | "warn"; title: string; lines: readonly string[]; hook?: string };

/** Things that somebody should read, each on its own line. */
export function Lines({ kind, title, lines, hook }: Props) {
  const id = useId();
  return (
    <div class={`lines lines-${kind}`} role={kind === "bad" ? "alert" : undefined} data-testid={hook}>
      <p class="lines-title" id={id}>
        <Icon name="alert" />
        {title}
      </p>
      <ul aria-labelledby={id}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
