import type { Actions } from "./actions";
import { conversationPath, ticketPath } from "./actions";
import type { Conversation } from "./conversation";
import type { Notice } from "./notices";
import type { Card } from "./protocol";

/** Where a conversation is passed on to. */
export type Target = { queue: string } | { agent: string };

/** The reasons that an agent may give for leaving an offer to others. */
export const DECLINE_REASONS = ["busy", "not_my_field", "language", "break", "other"] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** What agents and supervisors can do about a conversation; each says whether it was done. */
export class Acts {
  constructor(readonly actions: Actions) {}

  accept(card: Card): Promise<boolean> {
    return this.about(card, "accept", "accept", {});
  }

  decline(card: Card, reason: DeclineReason): Promise<boolean> {
    return this.about(card, "decline", "decline", { reason });
  }

  wrapUp(card: Card, disposition: string): Promise<boolean> {
    return this.about(card, "wrapUp", "wrap-up", { disposition });
  }

  assign(card: Card, agent: string, why: string): Promise<boolean> {
    return this.about(card, "assign", "assign", { agent, why });
  }

  takeOver(card: Card, why: string): Promise<boolean> {
    return this.about(card, "takeOver", "take-over", { why });
  }

  takeFromBot(conversation: Conversation, why: string): Promise<boolean> {
    return this.within(conversation, "takeOver", "take-from-bot", { ...epochOf(conversation), why });
  }

  requeue(card: Card, why: string): Promise<boolean> {
    return this.about(card, "requeue", "requeue", { why });
  }

  handBack(conversation: Conversation, note: string): Promise<boolean> {
    return this.within(conversation, "handBack", "hand-back", { ...shownOf(conversation), note });
  }

  close(conversation: Conversation): Promise<boolean> {
    return this.within(conversation, "close", "close", shownOf(conversation));
  }

  transfer(conversation: Conversation, to: Target, note: string): Promise<boolean> {
    const target = { queue: null, agent: null, ...to };
    return this.within(conversation, "transfer", "transfer", { ...epochOf(conversation), ...target, note });
  }

  /** Put it aside until a moment; null wakes it. */
  snooze(conversation: Conversation, until: Date | null): Promise<boolean> {
    const at = until?.toISOString() ?? null;
    return this.within(conversation, "snooze", "snooze", { ...epochOf(conversation), until: at });
  }

  async tag(conversation: Conversation, tags: readonly string[]): Promise<boolean> {
    const done = await this.within(conversation, "tag", "tags", { tags });
    if (done) conversation.tags.value = tags;
    return done;
  }

  correct(conversation: Conversation, messageSeq: number, intent: string): Promise<boolean> {
    return this.within(conversation, "correct", "intent", { message_seq: messageSeq, intent });
  }

  neverAgain(conversation: Conversation, agent: string, why: string): Promise<boolean> {
    return this.within(conversation, "neverAgain", "never-again", { agent, why, again: false });
  }

  /** Send a message again that was not delivered. */
  sendAgain(conversation: Conversation, seq: number): Promise<boolean> {
    return this.within(conversation, "sendAgain", "send-again", { ...epochOf(conversation), seq });
  }

  /** Take it from another application; the bot has it then. */
  takeBack(conversation: Conversation): Promise<boolean> {
    return this.within(conversation, "takeBack", "take-back", {});
  }

  giveAway(conversation: Conversation): Promise<boolean> {
    return this.within(conversation, "giveAway", "give-to-inbox", epochOf(conversation));
  }

  /** Make a link by which the customer goes on in Messenger; null where none was made. */
  async messengerLink({ id }: Conversation): Promise<string | null> {
    const path = conversationPath(id, "messenger-link");
    return (await this.actions.ask<{ url: string }>(id, "messengerLink", path, {}))?.url ?? null;
  }

  /** Take it apart from the customer's other conversations. */
  unjoin(conversation: Conversation, why: string): Promise<boolean> {
    return this.within(conversation, "unjoin", "unjoin", { why });
  }

  private about(card: Card, failed: Notice["failed"], action: string, body: object): Promise<boolean> {
    return this.actions.do(card.ticket, failed, ticketPath(card.ticket, action), body);
  }

  private within({ id }: Conversation, failed: Notice["failed"], action: string, body: object): Promise<boolean> {
    return this.actions.do(id, failed, conversationPath(id, action), body);
  }
}

/** What the agent decided by: the server answers, or leaves to be looked at again, whatever came after it. */
function shownOf(conversation: Conversation): { epoch: number | undefined; seen: number } {
  return { ...epochOf(conversation), seen: conversation.after };
}

function epochOf({ state }: Conversation): { epoch: number | undefined } {
  return { epoch: state.value?.epoch };
}
