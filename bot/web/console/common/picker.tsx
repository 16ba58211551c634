import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Composition } from "../../shared/composition";

export type Option = { id: string; label: string; detail?: string; mark?: ComponentChildren; lang?: string };

type Props = {
  label: string;
  /** What is said where nothing fits. */
  none: string;
  options: readonly Option[];
  hook: string;
  onChoose: (id: string) => void;
};

/** Find something by typing, choose it with arrows and Enter or by a click. */
export function Picker({ label, none, options, hook, onChoose }: Props) {
  const id = useId();
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const composition = useMemo(() => new Composition(), []);
  const found = options.filter((option) => fits(option, search));
  const active = Math.min(at, found.length - 1);

  useLayoutEffect(() => field.current?.focus(), []);
  useLayoutEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);

  function pressed(event: KeyboardEvent): void {
    if (composition.owns(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (found.length > 0) setAt((active + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = found[active];
      if (chosen) onChoose(chosen.id);
    }
  }

  return (
    <div class="picker">
      <input
        ref={field}
        class="picker-search"
        type="text"
        role="combobox"
        autocomplete="off"
        data-testid={`${hook}-search`}
        aria-label={label}
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
        placeholder={label}
        value={search}
        onInput={(event) => {
          setSearch(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={pressed}
        onCompositionStart={composition.start}
        onCompositionEnd={composition.end}
      />
      <ul ref={list} class="picker-list" role="listbox" id={`${id}-list`} aria-label={label} hidden={found.length === 0}>
        {found.map((option, index) => (
          <li
            key={option.id}
            id={`${id}-${index}`}
            class="picker-option"
            role="option"
            aria-selected={index === active}
            data-testid={`${hook}-option`}
            data-option={option.id}
            onClick={() => onChoose(option.id)}
            onPointerMove={() => index !== active && setAt(index)}
          >
            <span class="picker-label">
              {option.label} {option.mark}
            </span>
            {option.detail && (
              <span class="picker-detail" lang={option.lang}>
                {option.detail}
              </span>
            )}
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p class="picker-none" role="status">
          {none}
        </p>
      )}
    </div>
  );
}

function fits({ label, detail = "" }: Option, search: string): boolean {
  const text = `${label} ${detail}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
