import { Component, createRef, type JSX } from "preact";
import type { Pending } from "../outbox";
import { CallForm } from "./call_form";
import { hasLeftMessage } from "./left_message";
import type { HandoffProps } from "./part";
import { problemOf } from "./problem";
import { sayHandoffIn, type SayHandoff } from "./texts";

/** The customer's own choices instead of waiting here, as quiet buttons. To keep waiting takes none. */
export class Choices extends Component<HandoffProps, { isCalling: boolean }> {
  override state = { isCalling: this.props.chat.refusal?.item.kind === "callback" };
  readonly #call = createRef<HTMLButtonElement>();

  override componentDidUpdate(): void {
    const { callback } = this.props.chat.conversation;
    // The form has done its work.
    if (callback && this.state.isCalling) this.setState({ isCalling: false });
  }

  #leave = (): void => {
    this.props.chat.act({ kind: "leave_message" });
    this.props.afterChoice();
  };

  #cancelCall = (): void => {
    this.props.chat.act({ kind: "cancel_callback" });
    this.props.afterChoice();
  };

  /** The tab is opened before the answer is there: after it, browsers would take it for a pop-up. */
  #goToMessenger = async (): Promise<void> => {
    const tab = open();
    const url = await this.props.chat.messengerLink().catch(() => null);
    if (tab && url) {
      tab.opener = null;
      tab.location.href = url;
    } else tab?.close();
  };

  #openForm = (): void => this.setState({ isCalling: true });

  #closeForm = (): void => {
    this.props.chat.refusal = null;
    this.setState({ isCalling: false }, () => this.#call.current?.focus());
  };

  #buttons(say: SayHandoff): JSX.Element | null {
    const { callback, may_call, may_link } = this.props.chat.conversation;
    const hasLeft = hasLeftMessage(this.props.chat);
    if (callback) {
      return (
        <button type="button" class="quiet" data-testid="cancel-call" onClick={this.#cancelCall}>
          {say("cancel_call")}
        </button>
      );
    }
    const mayCall = (may_call ?? []).length > 0;
    if (hasLeft && !mayCall && !may_link) return null;
    return (
      <>
        {!hasLeft && (
          <button type="button" class="quiet" data-testid="leave-message" onClick={this.#leave}>
            {say("leave")}
          </button>
        )}
        {mayCall && (
          <button ref={this.#call} type="button" class="quiet" data-testid="call-me" onClick={this.#openForm}>
            {say("call")}
          </button>
        )}
        {may_link && (
          <button type="button" class="quiet" data-testid="messenger" onClick={this.#goToMessenger}>
            {say("messenger")}
          </button>
        )}
      </>
    );
  }

  override render(): JSX.Element | null {
    const { chat, afterChoice } = this.props;
    const say = sayHandoffIn(chat.locale);
    const { callback, may_call } = chat.conversation;
    const pending = chat.outbox.items.find(isChoice);
    const problem = problemOf(chat);
    if (this.state.isCalling && !callback && may_call?.length) {
      return <CallForm chat={chat} say={say} isSending={pending?.kind === "callback"} close={this.#closeForm} afterChoice={afterChoice} />;
    }
    return (
      <div class="ways" role="group" aria-label={say("ways")}>
        {pending ? <p data-testid="choice-sending">{say("sending")}</p> : this.#buttons(say)}
        {problem && (
          <p class="wrong" role="alert" data-testid="choice-error">
            {say(problem)}
          </p>
        )}
      </div>
    );
  }
}

function isChoice({ kind }: Pending): boolean {
  return kind !== "message" && kind !== "rate";
}
