import type { ComponentChildren } from "preact";

type Props = {
  /** What the server calls it. */
  value: string;
  hook: string;
  isChosen: boolean;
  disabled?: boolean;
  onChoose: () => void;
  children: ComponentChildren;
};

/** One of several, as a whole row that can be pressed. */
export function Choice({ value, hook, isChosen, disabled = false, onChoose, children }: Props) {
  return (
    <label class="choice" data-disabled={disabled}>
      <input
        type="radio"
        name="target"
        data-testid={hook}
        value={value}
        checked={isChosen}
        disabled={disabled}
        onChange={onChoose}
      />
      <span class="choice-words">{children}</span>
    </label>
  );
}
