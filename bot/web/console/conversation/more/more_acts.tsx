import { useState } from "preact/hooks";
import type { Conversation } from "../../state/conversation";
import { useDesk, useTexts } from "../../common/context";
import { Icon } from "../../common/icon";
import { Menu } from "../../common/menu";
import { type Act, useActs } from "./acts_allowed";
import { ActDialog } from "./act_dialog";

/** Test hooks, where they are not called as the act. */
const HOOKS: Partial<Record<Act, string>> = {
  messengerLink: "messenger-link",
  takeOver: "take-over",
  takeFromBot: "take-from-bot",
  neverAgain: "never-again",
  giveAway: "give-away",
};

type Props = { conversation: Conversation; onDone: () => void };

/** Everything that can be done about a conversation and is not done every time. */
export function MoreActs({ conversation, onDone }: Props) {
  const { more } = useTexts();
  const desk = useDesk();
  const [asked, setAsked] = useState<Act | null>(null);
  const allowed = useActs(conversation);
  if (allowed.length === 0) return null;

  async function finish(done: Promise<unknown>): Promise<void> {
    setAsked(null);
    if ((await done) !== false) onDone();
  }

  function choose(act: Act): void {
    if (act === "wake") void finish(desk.acts.snooze(conversation, null));
    else if (act === "messengerLink") void desk.linkToMessenger(conversation);
    else setAsked(act);
  }

  const items = allowed.map((act) => ({
    name: HOOKS[act] ?? act,
    label: more[act],
    onChoose: () => choose(act),
  }));
  return (
    <>
      <Menu label={more.label} items={items} hook="more" disabled={desk.actions.underWay.value.has(conversation.id)}>
        <Icon name="more" />
        <span class="head-more-word">{more.button}</span>
      </Menu>
      {asked && (
        <ActDialog
          act={asked}
          conversation={conversation}
          onCancel={() => setAsked(null)}
          onConfirm={(done) => void finish(done)}
        />
      )}
    </>
  );
}
