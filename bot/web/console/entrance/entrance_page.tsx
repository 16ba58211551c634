import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Brand } from "../common/brand";
import { useTexts } from "../common/context";
import { LocaleSelect } from "../common/locale_select";

type Props = {
  heading: string;
  lead: string;
  /** Said in a coloured box above the fields. */
  problem: string | null;
  onSubmit: () => void;
  children: ComponentChildren;
};

/** The frame of the pages before the desk: sign in, choose a password. */
export function EntrancePage({ heading, lead, problem, onSubmit, children }: Props) {
  const { title } = useTexts();
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main class="entrance">
      <div class="entrance-top">
        <Brand />
        <LocaleSelect />
      </div>
      <form
        class="entrance-form"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <div>
          <h1>{heading}</h1>
          <p class="entrance-lead">{lead}</p>
          <div role="alert">
            {problem && (
              <p class="entrance-problem" data-testid="notice">
                {problem}
              </p>
            )}
          </div>
        </div>
        {children}
      </form>
    </main>
  );
}
