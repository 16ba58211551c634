import type { Parts } from "./state/parts";
import type { Session } from "./state/session";
import { Shared } from "./common/context";
import { DeskPage } from "./desk_page";
import { LiveRegion } from "./common/live_region";
import { RedeemPage } from "./entrance/redeem_page";
import { SignInPage } from "./entrance/sign_in_page";

export function App({ parts, session }: { parts: Parts; session: Session }) {
  return (
    <Shared.Provider value={{ parts, session }}>
      <Page session={session} />
      <LiveRegion />
    </Shared.Provider>
  );
}

function Page({ session }: { session: Session }) {
  switch (session.view.value) {
    case "loading":
      return null;
    case "sign-in":
      return <SignInPage />;
    case "redeem":
      return <RedeemPage />;
    case "desk":
      return <DeskPage />;
  }
}
