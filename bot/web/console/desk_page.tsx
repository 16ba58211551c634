import { useSignalEffect } from "@preact/signals";
import { fill } from "../shared/locale";
import { BriefingPane } from "./briefing/briefing_pane";
import { useDesk, useShared } from "./common/context";
import { ConversationPane } from "./conversation/conversation_pane";
import { DeskHeader } from "./desk_header";
import { LinePane } from "./line/line_pane";
import { Notices } from "./common/notices";
import { PaneTabs } from "./pane_tabs";
import { PolicyPage } from "./policy/policy_page";
import { SetAwayBanner } from "./set_away_banner";
import { TroubleBanner } from "./trouble_banner";

export function DeskPage() {
  const desk = useDesk();
  const { language } = useShared().parts;
  useSignalEffect(() => {
    const texts = language.texts.value;
    const count = desk.line.offers.value.length;
    document.title = count > 0 ? fill(texts.titleOffers, { n: count }) : texts.title;
  });
  const isPolicy = desk.isSupervisor.value && desk.page.value === "policy";
  return (
    <div class={isPolicy ? "desk desk-policy" : "desk"} data-pane={desk.pane.value}>
      <div class="top">
        <DeskHeader />
        <SetAwayBanner />
        <TroubleBanner />
      </div>
      {isPolicy ? <PolicyPage /> : <Panes />}
      <Notices />
    </div>
  );
}

function Panes() {
  return (
    <>
      <PaneTabs />
      <LinePane />
      <ConversationPane />
      <BriefingPane />
    </>
  );
}
