import { useState } from "preact/hooks";
import type { Texts } from "../state/language";
import { Refused } from "../state/http";
import { useShared, useTexts } from "../common/context";
import { EntrancePage } from "./entrance_page";
import { PasswordField } from "./password_field";

const SHORTEST = 10;

/** Where a one-time link leads: the agent chooses a password. */
export function RedeemPage() {
  const { session } = useShared();
  const texts = useTexts();
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(): Promise<void> {
    if (isBusy) return;
    if ([...password].length < SHORTEST) return setProblem("too short");
    setBusy(true);
    setProblem(null);
    try {
      await session.redeem(password);
    } catch (cause) {
      setProblem(cause);
      setBusy(false);
    }
  }

  return (
    <EntrancePage
      heading={texts.redeem.heading}
      lead={texts.redeem.lead}
      problem={problem ? explain(texts, problem) : null}
      onSubmit={() => void submit()}
    >
      <PasswordField
        label={texts.redeem.password}
        hint={texts.redeem.hint}
        autocomplete="new-password"
        testid="new-password"
        value={password}
        onInput={setPassword}
      />
      <button class="button button-main" data-testid="redeem-submit" type="submit" disabled={isBusy}>
        {texts.redeem.submit}
      </button>
      <button class="button button-quiet" type="button" onClick={() => void session.leaveRedeem()}>
        {texts.redeem.instead}
      </button>
    </EntrancePage>
  );
}

function explain(texts: Texts, problem: unknown): string {
  if (problem === "too short") return texts.redeem.tooShort;
  if (!(problem instanceof Refused)) return texts.noAnswer;
  return problem.code === "not_signed_in" ? texts.redeem.gone : problem.message;
}
