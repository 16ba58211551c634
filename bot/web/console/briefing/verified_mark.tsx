import { useTexts } from "../common/context";
import { Icon } from "../common/icon";

/** Whether somebody checked it: words, never a colour alone. */
export function VerifiedMark({ verified }: { verified: boolean }) {
  const { briefing } = useTexts();
  return (
    <span class="verified" data-verified={verified}>
      {verified && <Icon name="check" />}
      {verified ? briefing.verified : briefing.unverified}
    </span>
  );
}
