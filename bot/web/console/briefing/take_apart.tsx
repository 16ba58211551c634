import { useState } from "preact/hooks";
import type { Conversation } from "../state/conversation";
import { useDesk, useTexts } from "../common/context";
import { WhyDialog } from "../conversation/more/why_dialog";

type Props = { conversation: Conversation; onDone: () => void };

/** Undoes that the conversation that is shown and others are one person's, for a reason that can be read. */
export function TakeApart({ conversation, onDone }: Props) {
  const { customer } = useTexts();
  const { acts, actions } = useDesk();
  const [isAsked, setAsked] = useState(false);

  async function part(why: string): Promise<void> {
    setAsked(false);
    if (await acts.unjoin(conversation, why)) onDone();
  }

  return (
    <>
      <button
        class="button button-small take-apart"
        data-testid="take-apart"
        disabled={actions.underWay.value.has(conversation.id)}
        onClick={() => setAsked(true)}
      >
        {customer.takeApart.button}
      </button>
      {isAsked && (
        <WhyDialog words={customer.takeApart} onCancel={() => setAsked(false)} onConfirm={(why) => void part(why)} />
      )}
    </>
  );
}
