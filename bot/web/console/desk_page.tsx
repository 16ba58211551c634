import { useSignalEffect } from "@preact/signals";
import { fill } from "../shared/locale";
import { BriefingPane } from "./briefing/briefing_pane";
import { useDesk, useShared } from "./common/context";
import { ConversationPane } from "./conversation/conversation_pane";
import { DeskHeader } from "./desk_header";
import { LinePane } from "./line/line_pane";
import { Notices } from "./common/notices";
import { PaneTabs } from "./pane_tabs";

export function DeskPage() {
  const desk = useDesk();
  const { language } = useShared().parts;
  useSignalEffect(() => {
    const texts = language.texts.value;
    const count = desk.offers.value.length;
    document.title = count > 0 ? fill(texts.titleOffers, { n: count }) : texts.title;
  });
  return (
    <div class="desk" data-pane={desk.pane.value}>
      <DeskHeader />
      <PaneTabs />
      <LinePane />
      <ConversationPane />
      <BriefingPane />
      <Notices />
    </div>
  );
}
