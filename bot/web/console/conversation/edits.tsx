import type { CustomerEdited } from "../state/protocol";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";

type Props = { edits: readonly CustomerEdited[]; language: string | undefined };

/** What the customer made of a message later; what it was first stays above. */
export function Edits({ edits, language }: Props) {
  const { delivery } = useTexts();
  return (
    <>
      {edits.map((edit) => (
        <p key={edit.seq} class="edit" data-testid="edit">
          <span class="edit-label">
            {delivery.edited} <Moment at={edit.sent_at ?? edit.at} />
          </span>
          <span class="bubble-text" lang={language} dir="auto">
            {edit.text}
          </span>
        </p>
      ))}
    </>
  );
}
