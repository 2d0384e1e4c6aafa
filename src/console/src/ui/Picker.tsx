import { useId, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "./Popup";

export interface Choice {
  id: string;
  label: string;
  /** Further words to be found by. */
  words?: string;
  icon?: ReactNode;
  end?: ReactNode;
  pick(): void;
}

/** Type a few letters, arrows, Enter. The command palette and "assign to…" are both this. */
export function Picker({ open, onClose, title, placeholder, choices }: { open: boolean; onClose(): void; title: string; placeholder: string; choices: readonly Choice[] }) {
  return (
    <Modal open={open} onClose={onClose} title={title} headless>
      <PickerBody onClose={onClose} title={title} placeholder={placeholder} choices={choices} />
    </Modal>
  );
}

function PickerBody({ onClose, title, placeholder, choices }: { onClose(): void; title: string; placeholder: string; choices: readonly Choice[] }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  const found = useMemo(() => {
    const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return choices.filter((c) => words.every((w) => `${c.label} ${c.words ?? ""}`.toLocaleLowerCase().includes(w)));
  }, [choices, text]);
  const current = Math.min(at, Math.max(found.length - 1, 0));

  const move = (to: number) => {
    const next = (to + found.length) % Math.max(found.length, 1);
    setAt(next);
    box.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const pick = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    choice.pick();
  };

  return (
    <>
      <input
        className="picker-input"
        value={text}
        onChange={(e) => {
          setText(e.target.value);
          setAt(0);
        }}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return;
          if (e.key === "ArrowDown") move(current + 1);
          else if (e.key === "ArrowUp") move(current - 1);
          else if (e.key === "Enter") pick(found[current]);
          else return;
          e.preventDefault();
        }}
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found[current] ? `${list}-${current}` : undefined}
        aria-label={title}
        placeholder={placeholder}
        data-testid="picker-input"
      />
      <div className="picker-list" role="listbox" id={list} aria-label={title} ref={box}>
        {found.map((choice, i) => (
          <div key={choice.id} id={`${list}-${i}`} role="option" aria-selected={i === current} className="picker-item" data-testid="picker-item" onMouseMove={() => setAt(i)} onClick={() => pick(choice)}>
            {choice.icon}
            <span className="truncate">{choice.label}</span>
            {choice.end && <span className="end">{choice.end}</span>}
          </div>
        ))}
        {found.length === 0 && <div className="picker-none">{t("common.nothingFound")}</div>}
      </div>
    </>
  );
}
