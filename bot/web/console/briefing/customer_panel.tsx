import { useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation";
import type { Customer } from "../state/protocol";
import { useTexts } from "../common/context";
import { Facts } from "./facts";
import { Orders } from "./orders";
import { OtherConversations } from "./other_conversations";
import { Section } from "./section";
import { TakeApart } from "./take_apart";
import { VerifiedMark } from "./verified_mark";

type Props = { conversation: Conversation; customer: Customer };

/** Who this is, as far as we could check, and what else there is of them. */
export function CustomerPanel({ conversation, customer }: Props) {
  const { customer: words } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const { verified, orders, conversations } = customer;
  // What stands above as known already need not be read twice.
  const known = new Set(conversation.briefing.value?.known.map(({ name, value }) => `${name} ${value}`));
  const facts = customer.facts.filter(({ name, value }) => !known.has(`${name} ${value}`));
  const named = conversation.profileName.value;
  // What somebody calls themselves is a claim, whoever else was verified.
  if (named) facts.unshift({ name: "profile_name", value: named, verified: false });
  return (
    <div class="briefing customer" data-testid="customer">
      <h2 ref={heading} class="customer-heading" tabIndex={-1}>
        {words.heading} <VerifiedMark verified={verified} />
      </h2>
      {!verified && <p class="quiet">{words.unverifiedHint}</p>}
      {facts.length > 0 && <Facts facts={facts} />}
      {orders.length > 0 && (
        <Section heading={words.orders} hook="customer-orders">
          <Orders orders={orders} />
        </Section>
      )}
      {conversations.length > 0 && (
        <Section heading={words.conversations} hook="customer-conversations">
          <OtherConversations conversations={conversations} />
          {conversations.some(({ same }) => same === "person") && (
            <TakeApart conversation={conversation} onDone={() => heading.current?.focus()} />
          )}
        </Section>
      )}
    </div>
  );
}
