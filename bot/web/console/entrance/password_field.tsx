import { useId, useState } from "preact/hooks";
import { useTexts } from "../common/context";

type Props = {
  label: string;
  hint?: string;
  autocomplete: "current-password" | "new-password";
  testid: string;
  value: string;
  onInput: (value: string) => void;
};

export function PasswordField({ label, hint, autocomplete, testid, value, onInput }: Props) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  const texts = useTexts();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        data-testid={testid}
        {...(isShown ? { type: "text" } : { type: "password" })}
        autocomplete={autocomplete}
        aria-describedby={hint && `${id}-hint`}
        required
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <label class="field-check">
        <input type="checkbox" checked={isShown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {texts.signIn.show}
      </label>
    </div>
  );
}
