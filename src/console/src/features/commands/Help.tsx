import { useTranslation } from "react-i18next";
import { Modal } from "../../ui/Popup";
import "./commands.css";

const GROUPS: readonly (readonly [string, readonly (readonly [string, readonly string[]])[]])[] = [
  ["groupList", [["move", ["J", "K"]], ["open", ["Enter"]], ["filter", ["/"]], ["views", ["1", "2", "3", "4"]]]],
  ["groupConversation", [["reply", ["R"]], ["note", ["N"]], ["take", ["T"]], ["assign", ["A"]], ["accept", ["Y"]], ["decline", ["X"]], ["snooze", ["S"]], ["resolve", ["E"]], ["back", ["Esc"]]]],
  ["groupWriting", [["send", ["Enter"]], ["newline", ["Shift", "Enter"]], ["preview", ["Alt", "P"]], ["suggestion", ["Alt", "1", "2", "3"]], ["asWritten", ["Alt", "Enter"]]]],
  ["groupAnywhere", [["palette", ["Ctrl", "K"]], ["board", ["B"]], ["help", ["?"]]]],
];

export function Help({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Modal open={open} onClose={onClose} title={t("shortcuts.title")} className="help">
      <div className="help-body" data-testid="help">
        {GROUPS.map(([group, lines]) => (
          <section key={group}>
            <h3>{t(`shortcuts.${group}`)}</h3>
            <dl>
              {lines.map(([what, keys]) => (
                <div key={what}>
                  <dt>{t(`shortcuts.${what}`)}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd key={key} className="kbd">
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
