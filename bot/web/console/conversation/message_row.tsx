import type { Conversation } from "../state/conversation";
import type { AgentReplied, BotReplied, CustomerMessaged } from "../state/protocol";
import { Bubble } from "./bubble";
import { Said } from "./said";
import { useDesk, useTexts } from "../common/context";
import { NOTHING } from "../state/remarks";
import { DeliveryLine } from "./delivery_line";
import { Edits } from "./edits";
import { QuotedLine } from "./quoted_line";
import { Reaction } from "./reaction";
import { WrittenAt } from "./written_at";

type Props = { entry: CustomerMessaged | BotReplied | AgentReplied; conversation: Conversation };

const SIDES = { customer_messaged: "customer", bot_replied: "bot", agent_replied: "agent" } as const;

/** What the customer sees too: their messages, the bot's replies, an agent's replies. */
export function MessageRow({ entry, conversation }: Props) {
  const { conversation: texts } = useTexts();
  const isOwn = entry.actor === conversation.ownActor;
  const remarks = conversation.remarks.value.get(entry.seq) ?? NOTHING;
  const language = useDesk().shownCard.value?.language;
  const who = {
    customer: texts.customer,
    bot: texts.bot,
    agent: isOwn ? texts.you : "agent_name" in entry && entry.agent_name ? entry.agent_name : texts.agent,
  }[SIDES[entry.kind]];
  const buttons = entry.kind === "bot_replied" ? (entry.buttons ?? []) : [];
  return (
    <li
      class={`entry entry-${SIDES[entry.kind]}`}
      data-testid="entry"
      data-kind={entry.kind}
      data-seq={entry.seq}
      data-failed={remarks.failure !== null}
    >
      <Bubble who={who} when={<WrittenAt entry={entry} conversation={conversation} />}>
        {entry.kind === "customer_messaged" && entry.reply_to != null && (
          <QuotedLine conversation={conversation} seq={entry.reply_to} />
        )}
        <p class="bubble-text" lang={language} dir="auto">
          <Said entry={entry} />
        </p>
        <Edits edits={remarks.edits} language={language} />
      </Bubble>
      <Reaction emoji={remarks.reaction} />
      {buttons.length > 0 && (
        <p class="entry-buttons" lang={language}>
          {buttons.map(({ title }) => (
            <span key={title} class="entry-button">
              {title}
            </span>
          ))}
        </p>
      )}
      <DeliveryLine conversation={conversation} seq={entry.seq} />
    </li>
  );
}
