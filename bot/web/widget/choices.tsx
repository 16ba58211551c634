import type { JSX } from "preact";

interface Props {
  testid: string;
  titles: readonly string[];
  label: string;
  choose: (title: string) => void;
}

/** Suggested answers. Choosing one says its title in the customer's name, so the answer stays readable. */
export function Choices({ testid, titles, label, choose }: Props): JSX.Element | null {
  if (titles.length === 0) return null;
  return (
    <div class="choices" role="group" aria-label={label}>
      {titles.map((title) => (
        <button type="button" class="choice" data-testid={testid} onClick={() => choose(title)}>
          {title}
        </button>
      ))}
    </div>
  );
}
