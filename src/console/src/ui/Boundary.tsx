import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button";

/** One part that cannot be drawn does not take the others with it. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Broken onRetry={() => this.setState({ failed: false })} /> : this.props.children;
  }
}

function Broken({ onRetry }: { onRetry(): void }) {
  const { t } = useTranslation();
  return (
    <div className="state" role="alert">
      <strong>{t("common.broken")}</strong>
      <p>{t("common.brokenHint")}</p>
      <Button onClick={onRetry}>{t("common.retry")}</Button>
    </div>
  );
}
