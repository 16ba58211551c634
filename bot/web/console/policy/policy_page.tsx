import { useEffect } from "preact/hooks";
import { useDesk, useTexts } from "../common/context";
import { InForce } from "./in_force";
import { Replay } from "./replay";

/** For supervisors: the policy that decides now, and what another one would have changed. */
export function PolicyPage() {
  const { policy: words } = useTexts();
  const { policy } = useDesk();

  useEffect(() => {
    void policy.load();
  }, []);

  return (
    <main class="policy" data-testid="policy" aria-label={words.heading}>
      <div class="policy-page">
        <InForce board={policy} />
        <Replay board={policy} />
      </div>
    </main>
  );
}
