import { fill } from "../../shared/locale";
import { useTexts } from "../common/context";
import { Icon } from "../common/icon";

/** Calls the customer with whatever the agent's computer calls with. */
export function CallLink({ phone }: { phone: string }) {
  const { line } = useTexts();
  return (
    <a class="button button-soft call-link" data-testid="call" href={`tel:${phone.replace(/[^+\d]/g, "")}`}>
      <Icon name="phone" />
      {fill(line.call, { phone })}
    </a>
  );
}
