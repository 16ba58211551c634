import type { Agent, Briefing, Card, ConversationFrame, DeskFrame, ServerFrame } from "./protocol";

// A server older than this page, as there is for a moment in every update, leaves out what it does not know yet.

/** An agent with every field. */
export function wholeAgent(agent: Agent): Agent {
  return { ...{ role: "agent", skills: [], was_set_away: false }, ...agent };
}

/** A frame with every field. */
export function wholeFrame(frame: ServerFrame): ServerFrame {
  switch (frame.type) {
    case "desk":
      return wholeDesk(frame);
    case "conversation":
      return wholeConversation(frame);
    default:
      return frame;
  }
}

function wholeDesk(frame: DeskFrame): DeskFrame {
  const lists = { wrap_up: [], callbacks: [], assigned: [], team: [], queues: [], dispositions: [], intents: [] };
  const whole = { ...lists, ...frame, agent: wholeAgent(frame.agent) };
  for (const name of ["offers", "mine", "wrap_up", "waiting", "callbacks", "assigned"] as const) {
    whole[name] = whole[name].map(wholeCard);
  }
  return whole;
}

function wholeConversation(frame: ConversationFrame): ConversationFrame {
  const whole = { ...{ customer: null, tags: [] }, ...frame };
  return { ...whole, card: frame.card && wholeCard(frame.card), briefing: frame.briefing && wholeBriefing(frame.briefing) };
}

function wholeBriefing(briefing: Briefing): Briefing {
  return { ...{ known: [], repeats: 0, contacts: [] }, ...briefing };
}

function wholeCard(card: Card): Card {
  const none = {
    agent: null,
    agent_name: null,
    wanted_agent: null,
    due_at: null,
    phone: null,
    message_left: false,
    snoozed_until: null,
    wrap_up_ends_at: null,
    held_up: null,
  };
  return { ...none, ...card };
}
