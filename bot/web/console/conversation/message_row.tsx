import type { AgentReplied, BotReplied, CustomerMessaged } from "../state/protocol";
import { Bubble } from "./bubble";
import { useDesk, useTexts } from "../common/context";
import { Moment } from "../common/moment";

type Props = { entry: CustomerMessaged | BotReplied | AgentReplied; isOwn: boolean };

const SIDES = { customer_messaged: "customer", bot_replied: "bot", agent_replied: "agent" } as const;

/** What the customer sees too: their messages, the bot's replies, an agent's replies. */
export function MessageRow({ entry, isOwn }: Props) {
  const { conversation: texts } = useTexts();
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
    >
      <Bubble who={who} when={<Moment at={entry.at} />}>
        <p class="bubble-text" lang={language} dir="auto">
          {entry.text}
        </p>
      </Bubble>
      {buttons.length > 0 && (
        <p class="entry-buttons" lang={language}>
          {buttons.map(({ title }) => (
            <span key={title} class="entry-button">
              {title}
            </span>
          ))}
        </p>
      )}
    </li>
  );
}
