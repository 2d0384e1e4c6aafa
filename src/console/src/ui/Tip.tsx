import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";

export function Tip({ label, keys, side = "bottom", children }: { label: string; keys?: string; side?: "bottom" | "right" | "top"; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger delay={450} render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={6} className="menu-positioner">
          <Tooltip.Popup className="tooltip">
            {label}
            {keys && <span className="kbd">{keys}</span>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
