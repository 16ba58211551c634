import type { Conversation } from "../../state/conversation";
import { ConfirmDialog } from "../../common/confirm_dialog";
import { useDesk, useTexts } from "../../common/context";
import type { Act } from "./acts_allowed";
import { ColleagueDialog } from "./colleague_dialog";
import { SnoozeDialog } from "./snooze_dialog";
import { TagsDialog } from "./tags_dialog";
import { TransferDialog } from "./transfer_dialog";
import { WhyDialog } from "./why_dialog";

type Props = {
  act: Act;
  conversation: Conversation;
  onCancel: () => void;
  onConfirm: (done: Promise<unknown>) => void;
};

/** The question that belongs to an act. */
export function ActDialog({ act, conversation, onCancel, onConfirm }: Props) {
  const { supervise, reach } = useTexts();
  const desk = useDesk();
  const { acts, shownCard } = desk;
  const card = shownCard.value;
  switch (act) {
    case "transfer":
      return (
        <TransferDialog onCancel={onCancel} onConfirm={(to, note) => onConfirm(acts.transfer(conversation, to, note))} />
      );
    case "snooze":
      return <SnoozeDialog onCancel={onCancel} onConfirm={(until) => onConfirm(acts.snooze(conversation, until))} />;
    case "tags":
      return (
        <TagsDialog
          tags={conversation.tags.value}
          onCancel={onCancel}
          onConfirm={(tags) => onConfirm(acts.tag(conversation, tags))}
        />
      );
    case "neverAgain":
      return (
        <ColleagueDialog
          words={supervise.neverAgain}
          takesAbsent
          onCancel={onCancel}
          onConfirm={(agent, why) => onConfirm(acts.neverAgain(conversation, agent, why))}
        />
      );
    case "assign":
      return (
        card && (
          <ColleagueDialog
            words={supervise.assign}
            onCancel={onCancel}
            onConfirm={(agent, why) => onConfirm(acts.assign(card, agent, why))}
          />
        )
      );
    case "takeOver":
      return (
        card && (
          <WhyDialog
            words={supervise.takeOver}
            onCancel={onCancel}
            onConfirm={(why) => onConfirm(desk.takeOver(card, why).then(() => false))}
          />
        )
      );
    case "takeFromBot":
      return (
        <WhyDialog
          words={supervise.takeFromBot}
          onCancel={onCancel}
          onConfirm={(why) => onConfirm(acts.takeFromBot(conversation, why))}
        />
      );
    case "requeue":
      return (
        card && (
          <WhyDialog
            words={supervise.requeue}
            onCancel={onCancel}
            onConfirm={(why) => onConfirm(acts.requeue(card, why))}
          />
        )
      );
    case "giveAway":
      return (
        <ConfirmDialog
          title={reach.giveTitle}
          text={reach.giveText}
          confirm={reach.giveConfirm}
          onCancel={onCancel}
          onConfirm={() => onConfirm(acts.giveAway(conversation))}
        />
      );
    case "wake":
    case "messengerLink":
      return null;
  }
}
