import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button";

export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="state">
      {icon}
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
  );
}

export function Failed({ title, onRetry }: { title: string; onRetry(): void }) {
  const { t } = useTranslation();
  return (
    <div className="state" role="alert">
      <strong>{title}</strong>
      <p>{t("common.failedHint")}</p>
      <Button onClick={onRetry}>
        <RotateCw size={14} aria-hidden="true" />
        {t("common.retry")}
      </Button>
    </div>
  );
}

export function Skeletons({ rows, height = 84 }: { rows: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("common.loading")} style={{ padding: "0 16px" }}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} style={{ height, display: "grid", alignContent: "center", gap: 9 }} aria-hidden="true">
          <span className="skeleton" style={{ width: `${44 + ((i * 17) % 30)}%` }} />
          <span className="skeleton" style={{ width: `${70 + ((i * 13) % 28)}%`, height: 10 }} />
          <span className="skeleton" style={{ width: `${30 + ((i * 7) % 22)}%`, height: 10 }} />
        </div>
      ))}
    </div>
  );
}
