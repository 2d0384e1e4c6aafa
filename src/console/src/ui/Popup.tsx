import { Dialog } from "@base-ui/react/dialog";
import { Menu } from "@base-ui/react/menu";
import { X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";

export function DropMenu({ trigger, children, side = "bottom", align = "end" }: { trigger: ReactElement; children: ReactNode; side?: "bottom" | "top" | "right"; align?: "start" | "end" }) {
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner className="menu-positioner" side={side} align={align} sideOffset={6} collisionPadding={8}>
          <Menu.Popup className="menu">{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** A panel that comes in from the side over what is there. */
export function Drawer({ open, onClose, label, children }: { open: boolean; onClose(): void; label: string; children: ReactNode }) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="drawer" aria-label={label}>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

export function Modal({ open, onClose, title, children, className = "", headless = false }: { open: boolean; onClose(): void; title: string; children: ReactNode; className?: string; headless?: boolean }) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className={`dialog ${className}`} aria-label={headless ? title : undefined}>
          {!headless && (
            <div className="dialog-head">
              <Dialog.Title>{title}</Dialog.Title>
              <IconButton label={t("common.close")} tip={false} onClick={onClose}>
                <X size={16} />
              </IconButton>
            </div>
          )}
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
