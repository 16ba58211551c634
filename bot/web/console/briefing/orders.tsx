import type { Order } from "../state/protocol";
import { orderStatusName } from "../state/words";
import { useTexts } from "../common/context";
import { Moment } from "../common/moment";

/** Orders that were looked up for this customer. */
export function Orders({ orders }: { orders: readonly Order[] }) {
  const texts = useTexts();
  return (
    <ul class="tried">
      {orders.map(({ number, status, at }) => (
        <li key={number}>
          <span>
            <strong>{number}</strong> {status && <span class="quiet">{orderStatusName(texts, status)}</span>}
          </span>
          <Moment at={at} />
        </li>
      ))}
    </ul>
  );
}
