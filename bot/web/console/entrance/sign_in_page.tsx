import { useId, useState } from "preact/hooks";
import type { Texts } from "../state/language";
import { Refused } from "../state/http";
import { useShared, useTexts } from "../common/context";
import { EntrancePage } from "./entrance_page";
import { PasswordField } from "./password_field";

export function SignInPage() {
  const { session } = useShared();
  const texts = useTexts();
  const emailId = useId();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      await session.signIn(email.trim(), password);
    } catch (cause) {
      setProblem(cause);
      setBusy(false);
    }
  }

  const said = problem ? explain(texts, problem) : session.ended.value ? texts.signIn.ended : null;
  return (
    <EntrancePage heading={texts.signIn.heading} lead={texts.signIn.lead} problem={said} onSubmit={() => void submit()}>
      <div class="field">
        <label for={emailId}>{texts.signIn.email}</label>
        <input
          id={emailId}
          data-testid="sign-in-email"
          type="email"
          autocomplete="username"
          required
          value={email}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </div>
      <PasswordField
        label={texts.signIn.password}
        autocomplete="current-password"
        testid="sign-in-password"
        value={password}
        onInput={setPassword}
      />
      <button class="button button-main" data-testid="sign-in-submit" type="submit" disabled={isBusy}>
        {texts.signIn.submit}
      </button>
    </EntrancePage>
  );
}

function explain(texts: Texts, problem: unknown): string {
  if (!(problem instanceof Refused)) return texts.noAnswer;
  if (problem.code === "not_signed_in") return texts.signIn.wrong;
  return problem.code === "too_many_requests" ? texts.signIn.tooMany : problem.message;
}
