import { Brand } from "./common/brand";
import { useDesk, useShared, useTexts } from "./common/context";
import { Icon } from "./common/icon";
import { LocaleSelect } from "./common/locale_select";
import { PageSwitch } from "./page_switch";
import { PresenceSwitch } from "./presence_switch";

export function DeskHeader() {
  const { session } = useShared();
  const { header } = useTexts();
  const desk = useDesk();
  const isOpen = desk.connected.value;
  return (
    <header class="header">
      <Brand />
      <p class="connection" data-testid="connection" data-state={isOpen ? "open" : "closed"} role="status">
        <span class="connection-word">{isOpen ? header.live : header.reconnecting}</span>
      </p>
      {desk.isSupervisor.value && <PageSwitch />}
      <PresenceSwitch />
      <LocaleSelect />
      <span class="header-agent" title={desk.agent.value.email}>
        <Icon name="person" />
        <span class="header-name">{desk.agent.value.name}</span>
      </span>
      <button
        class="button button-quiet header-out"
        data-testid="sign-out"
        aria-label={header.signOut}
        onClick={() => void session.signOut()}
      >
        <Icon name="out" />
        <span class="header-out-word">{header.signOut}</span>
      </button>
    </header>
  );
}
