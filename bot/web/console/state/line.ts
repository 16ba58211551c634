import { batch, signal } from "@preact/signals";
import type { Away, Card, Colleague, DeskFrame, Trouble } from "./protocol";

/** What the agent may do with a conversation. */
export type Standing = "offered" | "mine" | "ended" | "looking";

/** The line as the server last told it, with everybody at work and the words that can be chosen from. */
export class Line {
  readonly offers = signal<readonly Card[]>([]);
  /** What waits for us first, snoozed ones last. */
  readonly mine = signal<readonly Card[]>([]);
  readonly wrapUp = signal<readonly Card[]>([]);
  readonly waiting = signal<readonly Card[]>([]);
  readonly waitingCount = signal(0);
  readonly callbacks = signal<readonly Card[]>([]);
  readonly assigned = signal<readonly Card[]>([]);
  readonly team = signal<readonly Colleague[]>([]);
  readonly queues = signal<readonly string[]>([]);
  readonly dispositions = signal<readonly string[]>([]);
  readonly intents = signal<readonly string[]>([]);
  readonly channels = signal<readonly string[]>([]);
  readonly elsewhere = signal<readonly Away[]>([]);
  /** Pages that can send nothing for now. */
  readonly troubles = signal<readonly Trouble[]>([]);

  take(frame: DeskFrame): void {
    batch(() => {
      this.offers.value = frame.offers;
      const now = Date.parse(frame.now);
      this.mine.value = frame.mine.toSorted((one, other) => Number(isAsleep(one, now)) - Number(isAsleep(other, now)));
      this.wrapUp.value = frame.wrap_up;
      this.waiting.value = frame.waiting;
      this.waitingCount.value = frame.waiting_count;
      this.callbacks.value = frame.callbacks;
      this.assigned.value = frame.assigned;
      this.team.value = frame.team;
      this.queues.value = frame.queues;
      this.dispositions.value = frame.dispositions;
      this.intents.value = frame.intents;
      this.channels.value = frame.channels ?? [];
      this.elsewhere.value = frame.elsewhere ?? [];
      this.troubles.value = frame.troubles ?? [];
    });
  }

  standingOf(conversationId: string | undefined): Standing {
    const isIt = (card: Card) => card.conversation === conversationId;
    if (this.mine.value.some(isIt)) return "mine";
    if (this.offers.value.some(isIt)) return "offered";
    return this.wrapUp.value.some(isIt) ? "ended" : "looking";
  }

  cardOf(conversationId: string): Card | null {
    return this.all().find((card) => card.conversation === conversationId) ?? null;
  }

  /** Our name for a colleague's id. */
  nameOf(agentId: string): string | null {
    return this.team.value.find((one) => one.id === agentId)?.name ?? null;
  }

  private all(): Card[] {
    const lists = [this.mine, this.offers, this.wrapUp, this.waiting, this.callbacks, this.assigned];
    return lists.flatMap((list) => list.value);
  }
}

/** Snoozed until later, and the customer has not written since. */
export function isAsleep({ snoozed_until, unanswered_since }: Card, now: number): boolean {
  return snoozed_until !== null && Date.parse(snoozed_until) > now && unanswered_since === null;
}
