import { forwardRef, type ButtonHTMLAttributes, type ReactNode } from "react";
import { Tip } from "./Tip";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "primary" | "plain" | "quiet" | "link";
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button({ kind = "plain", className = "", type = "button", ...rest }, ref) {
  return <button ref={ref} type={type} className={`button ${className}`} data-kind={kind} {...rest} />;
});

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  keys?: string;
  /** Off where the button has the focus as it appears: Escape would close the tooltip first. */
  tip?: boolean;
  children: ReactNode;
}

/** An icon alone: its name is for the screen reader and in the tooltip. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton({ label, keys, tip = true, className = "", children, ...rest }, ref) {
  const button = (
    <button ref={ref} type="button" className={`button ${className}`} data-kind="quiet" data-icon="" aria-label={label} {...rest}>
      {children}
    </button>
  );
  return tip ? (
    <Tip label={label} keys={keys}>
      {button}
    </Tip>
  ) : (
    button
  );
});
