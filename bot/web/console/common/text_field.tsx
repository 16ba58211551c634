import { useId, useMemo } from "preact/hooks";
import { Composition } from "../../shared/composition";

type Props = {
  label: string;
  hint?: string;
  hook: string;
  value: string;
  onInput: (value: string) => void;
};

const LONGEST = 500;

/** One line of text in a dialog. */
export function TextField({ label, hint, hook, value, onInput }: Props) {
  const id = useId();
  const composition = useMemo(() => new Composition(), []);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        data-testid={hook}
        type="text"
        maxLength={LONGEST}
        autocomplete="off"
        aria-describedby={hint ? `${id}-hint` : undefined}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        onCompositionStart={composition.start}
        onCompositionEnd={composition.end}
        onKeyDown={(event) => {
          if (event.key === "Enter" && composition.owns(event)) event.preventDefault();
        }}
      />
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
