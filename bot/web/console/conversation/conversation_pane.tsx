import { useDesk, useTexts } from "../common/context";
import { ConversationHead } from "./conversation_head";
import { EmptyDesk } from "./empty_desk";
import { OfferBar } from "./offer_bar";
import { OwnerBar } from "./owner_bar";
import { ReplyBox } from "./reply_box";
import { Transcript } from "./transcript";
import { ViewersLine } from "./viewers_line";
import { WrapUpBar } from "./wrap_up_bar";

/** Middle: the conversation that is shown, and what the agent may do with it. */
export function ConversationPane() {
  const { conversation: texts } = useTexts();
  const desk = useDesk();
  const conversation = desk.shown.value;
  return (
    <main class="pane pane-conversation" aria-label={texts.label}>
      {conversation ? (
        <>
          <ConversationHead conversation={conversation} />
          <Transcript key={conversation.id} conversation={conversation} />
          <ViewersLine conversation={conversation} />
          <Foot />
        </>
      ) : (
        <EmptyDesk />
      )}
    </main>
  );
}

function Foot() {
  const desk = useDesk();
  const conversation = desk.shown.value;
  const card = desk.shownCard.value;
  if (!conversation) return null;
  switch (desk.standing.value) {
    case "mine":
      return <ReplyBox key={conversation.id} conversation={conversation} />;
    case "offered":
      return card && <OfferBar card={card} />;
    case "ended":
      return card && <WrapUpBar card={card} />;
    case "looking":
      return (
        conversation.state.value && (
          <OwnerBar key={conversation.id} conversation={conversation} state={conversation.state.value} />
        )
      );
  }
}
