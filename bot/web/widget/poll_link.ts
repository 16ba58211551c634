import { ask, Refused } from "./http";
import { bodyOf } from "./outbox";
import type {
  ConversationEvent,
  ConversationState,
  Link,
  LinkLife,
  Outgoing,
  Receiver,
  Resume,
  TypingSender,
} from "./protocol";

const WAIT_SECONDS = 20;
const SPARE_MS = 10_000;
/** After this long the WebSocket deserves another try. */
const LASTS_MS = 300_000;

const PATHS = {
  message: "messages",
  rate: "rating",
  leave_message: "leave-message",
  callback: "callback",
  cancel_callback: "cancel-callback",
} as const;

interface Answer {
  events: ConversationEvent[];
  state: ConversationState;
  typing: TypingSender | null;
}

/** Reaches the server by long polling, for networks that let no WebSocket through. */
export function openPoll(base: string, { session, after }: Resume, receiver: Receiver, life: LinkLife): Link {
  const stop = new AbortController();
  const url = `${base}/api/widget/conversations/${encodeURIComponent(session.conversation)}/`;
  const { token } = session;
  const endsAt = Date.now() + LASTS_MS;
  let sent: Promise<void> = Promise.resolve();

  function lose(error?: unknown): void {
    if (stop.signal.aborted) return;
    stop.abort();
    const isUnknown = error instanceof Refused && [401, 403, 404].includes(error.status);
    life.lost(isUnknown ? "unknown" : "down");
  }

  function pass({ events: arrived, state, typing }: Answer, isFirst: boolean): void {
    if (stop.signal.aborted) return;
    if (isFirst) life.ready(state);
    for (const event of arrived) {
      after = Math.max(after, event.seq);
      receiver.event(event);
    }
    if (!isFirst) receiver.state(state);
    if (typing) receiver.typing(typing);
  }

  async function listen(): Promise<void> {
    for (let wait = 0; !stop.signal.aborted && Date.now() < endsAt; wait = WAIT_SECONDS) {
      const query = `events?after=${after}&wait=${wait}`;
      pass(await ask<Answer>({ url: url + query, token, withinMs: wait * 1000 + SPARE_MS }, stop.signal), wait === 0);
    }
  }

  async function post(item: Outgoing): Promise<void> {
    const request = { url: url + PATHS[item.kind], token, body: bodyOf(item), withinMs: SPARE_MS };
    try {
      const { seq } = await ask<{ seq: number }>(request, stop.signal);
      if (!stop.signal.aborted) receiver.ack(item.id, seq);
    } catch (error) {
      if (error instanceof Refused && error.isFinal) receiver.refused(item.id, error.body);
      else lose(error);
    }
  }

  listen().then(() => lose(), lose);

  return {
    // One after the other: two posts at once could arrive in the wrong order.
    deliver: (item) => void (sent = sent.then(() => (stop.signal.aborted ? undefined : post(item)))),
    typing: () => void ask({ url: `${url}typing`, token, body: {}, withinMs: SPARE_MS }, stop.signal).catch(() => {}),
    // The protocol has no such request; the next hello of a WebSocket carries the locale.
    locale: () => {},
    // A poll that has gone quiet ends by itself.
    probe: () => {},
    close: () => stop.abort(),
  };
}
