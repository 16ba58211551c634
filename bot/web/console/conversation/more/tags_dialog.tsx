import { useId, useMemo, useRef, useState } from "preact/hooks";
import { Composition } from "../../../shared/composition";
import { fill } from "../../../shared/locale";
import { ConfirmDialog } from "../../common/confirm_dialog";
import { useTexts } from "../../common/context";
import { Icon } from "../../common/icon";

type Props = { tags: readonly string[]; onCancel: () => void; onConfirm: (tags: readonly string[]) => void };

const LONGEST = 40;

/** Words to find a conversation by later. */
export function TagsDialog({ tags, onCancel, onConfirm }: Props) {
  const { tags: words } = useTexts();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const composition = useMemo(() => new Composition(), []);
  const [chosen, setChosen] = useState(tags);
  const [typed, setTyped] = useState("");

  function add(): void {
    setChosen(withTyped(chosen, typed));
    setTyped("");
  }

  function remove(tag: string): void {
    setChosen(chosen.filter((one) => one !== tag));
    // The button that had the focus is gone.
    field.current?.focus();
  }

  function pressed(event: KeyboardEvent): void {
    if (composition.owns(event)) {
      if (event.key === "Enter") event.preventDefault();
    } else if ([",", "，", "、"].includes(event.key) || (event.key === "Enter" && typed.trim())) {
      event.preventDefault();
      add();
    } else if (event.key === "Backspace" && typed === "") {
      setChosen(chosen.slice(0, -1));
    }
  }

  return (
    <ConfirmDialog
      title={words.title}
      text={words.text}
      confirm={words.confirm}
      onCancel={onCancel}
      onConfirm={() => onConfirm(withTyped(chosen, typed))}
    >
      <div class="field">
        <label for={id}>{words.label}</label>
        <div class="tags-field">
          <ul class="tags-chips" aria-label={words.title}>
            {chosen.map((tag) => (
              <li key={tag} class="tag tag-removable">
                {tag}
                <button
                  type="button"
                  class="tag-remove"
                  aria-label={fill(words.remove, { tag })}
                  onClick={() => remove(tag)}
                >
                  <Icon name="cross" />
                </button>
              </li>
            ))}
          </ul>
          <input
            ref={field}
            id={id}
            type="text"
            autofocus
            data-testid="tag-input"
            maxLength={LONGEST}
            autocomplete="off"
            aria-describedby={`${id}-hint`}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={pressed}
            onCompositionStart={composition.start}
            onCompositionEnd={composition.end}
          />
        </div>
        <p class="field-hint" id={`${id}-hint`}>
          {words.hint}
        </p>
      </div>
    </ConfirmDialog>
  );
}

function withTyped(tags: readonly string[], typed: string): readonly string[] {
  const tag = typed.trim();
  return tag && !tags.includes(tag) ? [...tags, tag] : tags;
}
