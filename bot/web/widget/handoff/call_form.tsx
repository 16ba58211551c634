import { Component, createRef, type JSX } from "preact";
import { MomentSelect } from "./moment_select";
import type { HandoffProps } from "./part";
import { isPhone, plainPhone } from "./phone";
import { isOfMoment, problemOf } from "./problem";
import type { HandoffKey, SayHandoff } from "./texts";

interface Props extends HandoffProps {
  say: SayHandoff;
  isSending: boolean;
  close: () => void;
}

interface State {
  phone: string;
  at: string;
  /** The customer has tried to send this number, and it can't be called. */
  isWrong: boolean;
}

/** Asks for a number and a moment. It closes by itself once the call is agreed. */
export class CallForm extends Component<Props, State> {
  readonly #form = createRef<HTMLFormElement>();
  readonly #phone = createRef<HTMLInputElement>();

  constructor(props: Props) {
    super(props);
    const item = props.chat.refusal?.item;
    this.state = item?.kind === "callback" ? { ...item.call, isWrong: false } : { phone: "", at: "", isWrong: false };
  }

  override componentDidMount(): void {
    this.#phone.current?.focus();
  }

  override componentDidUpdate({ isSending }: Props): void {
    // The server has said no: that is where the customer goes on.
    if (!isSending || this.props.isSending || !this.props.chat.refusal) return;
    const wrong = this.#form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    (wrong ?? this.#phone.current)?.focus();
  }

  /** It goes when the call is agreed, but also when an agent takes the conversation meanwhile. */
  override componentWillUnmount(): void {
    if (this.#form.current?.matches(":focus-within")) this.props.afterChoice();
  }

  /** The chosen moment may have passed meanwhile. */
  get #at(): string {
    const moments = this.props.chat.conversation.may_call ?? [];
    return moments.find((moment) => moment === this.state.at) ?? moments[0] ?? "";
  }

  /** What was wrong may be right now. */
  #change(change: Partial<State>): void {
    this.props.chat.refusal = null;
    this.setState({ ...change, isWrong: false });
  }

  #confirm = (event: Event): void => {
    event.preventDefault();
    const phone = plainPhone(this.state.phone);
    if (this.props.isSending) return;
    if (isPhone(phone)) return this.props.chat.act({ kind: "callback", call: { phone, at: this.#at } });
    this.setState({ isWrong: true });
    this.#phone.current?.focus();
  };

  #closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    // The panel stays open.
    event.stopPropagation();
    this.props.close();
  };

  get #problem(): HandoffKey | null {
    return this.state.isWrong ? "phone_wrong" : problemOf(this.props.chat);
  }

  override render(): JSX.Element {
    const { chat, say, isSending, close } = this.props;
    const problem = this.#problem;
    return (
      <form
        ref={this.#form}
        class="call"
        data-testid="call-form"
        aria-label={say("call")}
        noValidate
        onSubmit={this.#confirm}
        onKeyDown={this.#closeOnEscape}
      >
        <label for="phone">{say("phone")}</label>
        <input
          ref={this.#phone}
          id="phone"
          type="tel"
          autocomplete="tel"
          data-testid="call-phone"
          aria-required="true"
          aria-invalid={problem !== null && !isOfMoment(problem)}
          aria-describedby="call-problem phone-hint"
          value={this.state.phone}
          onInput={(event) => this.#change({ phone: event.currentTarget.value })}
        />
        <p id="call-problem" class="wrong" role="alert" data-testid="call-error">
          {problem && say(problem)}
        </p>
        <p id="phone-hint" class="hint">
          {say("phone_hint")}
        </p>
        <MomentSelect
          say={say}
          locale={chat.locale}
          moments={chat.conversation.may_call ?? []}
          chosen={this.#at}
          isWrong={isOfMoment(problem)}
          choose={(at) => this.#change({ at })}
        />
        <div class="ways">
          <button type="submit" class="firm" data-testid="call-confirm" aria-disabled={isSending}>
            {say(isSending ? "sending" : "confirm")}
          </button>
          <button type="button" class="quiet" data-testid="call-back-out" onClick={close}>
            {say("back_out")}
          </button>
        </div>
      </form>
    );
  }
}
