import { backoffMs } from "../../shared/backoff";
import { clientId } from "../../shared/client_id";
import type { Conversation, Mode, Sending } from "./conversation";
import { NoAnswer, post, Refused } from "./http";

/** Sends replies and notes in the order they were written, again with the same id until someone answers. */
export class Outbox {
  private readonly busy = new Set<string>();
  private readonly sleepers = new Set<() => void>();
  private stopped = false;

  constructor(private readonly refused: (problem: Refused) => void) {}

  send(conversation: Conversation, mode: Mode, text: string): void {
    conversation.add({
      id: clientId(),
      mode,
      text,
      files: mode === "reply" ? conversation.takeAttached() : [],
      epoch: conversation.state.value?.epoch ?? 0,
      seen: conversation.after,
      after: conversation.entries.value.at(-1)?.seq ?? 0,
      at: Date.now(),
      status: "sending",
    });
    void this.work(conversation);
  }

  /** Send a refused one again: a new decision of the agent, so under the present epoch. */
  again(conversation: Conversation, sending: Sending): void {
    const epoch = conversation.state.value?.epoch ?? sending.epoch;
    conversation.change(sending.id, { status: "sending", epoch, seen: conversation.after });
    void this.work(conversation);
  }

  /** The network is back: do not sit out the rest of the wait. */
  wake(): void {
    for (const wake of [...this.sleepers]) wake();
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  /** One at a time, or two quick replies could overtake each other on the way. */
  private async work(conversation: Conversation): Promise<void> {
    if (this.busy.has(conversation.id)) return;
    this.busy.add(conversation.id);
    try {
      for (let next = first(conversation); next && !this.stopped; next = first(conversation)) {
        await this.deliver(conversation, next);
      }
    } finally {
      this.busy.delete(conversation.id);
    }
  }

  private async deliver(conversation: Conversation, sending: Sending): Promise<void> {
    for (let attempt = 0; !this.stopped && isWaiting(conversation, sending); attempt++) {
      try {
        const { seq } = await this.attempt(conversation, sending);
        conversation.stored(sending.id, seq);
        return;
      } catch (problem) {
        if (!(problem instanceof NoAnswer) && !(problem instanceof Refused && problem.code === "unavailable")) {
          this.park(conversation, sending, problem);
          return;
        }
        await this.sleep(backoffMs(attempt));
      }
    }
  }

  private attempt(conversation: Conversation, { id, mode, text, files, epoch, seen }: Sending): Promise<{ seq: number }> {
    const path = `/api/console/conversations/${encodeURIComponent(conversation.id)}/${mode}`;
    return post(path, mode === "reply" ? { id, text, epoch, seen, files: files.map(({ file_id }) => file_id) } : { id, text });
  }

  private park(conversation: Conversation, sending: Sending, problem: unknown): void {
    const why = problem instanceof Refused ? problem.problem : { code: "internal", message: String(problem) };
    conversation.change(sending.id, { status: "failed", problem: why });
    if (problem instanceof Refused) this.refused(problem);
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.sleepers.add(wake);
    });
  }
}

function first(conversation: Conversation): Sending | undefined {
  return conversation.sending.value.find((one) => one.status === "sending");
}

/** Its entry may have come over the socket although the answer to our request was lost. */
function isWaiting(conversation: Conversation, { id }: Sending): boolean {
  return conversation.sending.value.some((one) => one.id === id);
}
