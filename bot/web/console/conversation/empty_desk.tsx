import type { ComponentChildren } from "preact";
import { useDesk, useTexts } from "../common/context";
import { Icon, type IconName } from "../common/icon";

/** Nothing is shown: say what to do next. */
export function EmptyDesk() {
  const { empty, line } = useTexts();
  const desk = useDesk();
  if (!desk.known.value) return <div class="empty" />;
  const { presence } = desk.agent.value;
  if (desk.line.mine.value.length > 0) return <Empty icon="bubbles" title={empty.chooseTitle} text={empty.chooseText} />;
  if (presence === "available") return <Empty icon="inbox" title={empty.readyTitle} text={empty.readyText} />;
  return (
    <Empty icon="moon" title={empty[`${presence}Title`]} text={empty.awayText}>
      <button class="button button-main" onClick={() => void desk.setPresence("available")}>
        {line.goAvailable}
      </button>
    </Empty>
  );
}

type Props = { icon: IconName; title: string; text: string; children?: ComponentChildren };

function Empty({ icon, title, text, children }: Props) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} />
      </span>
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </div>
  );
}
