import type { Presence } from "../protocol";

/** Two letters for alphabets, one character for scripts that write a name in two or three. */
export function initials(name: string): string {
  const words = name.replace(/[^\p{L}\p{N}\s]/gu, "").trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? "?")];
  if (/\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(first[0] ?? "")) return first[0]!;
  // Letters of a joined script would melt into a word that is none.
  if (/\p{Script=Arabic}/u.test(first[0] ?? "")) return first[0]!;
  const last = words.length > 1 ? [...words[words.length - 1]!][0]! : "";
  return `${first[0] ?? "?"}${last}`.toLocaleUpperCase();
}

export function Dot({ presence }: { presence: Presence }) {
  return <span className="dot" data-presence={presence} aria-hidden="true" />;
}

export function Avatar({ name, size = 28, presence }: { name: string; size?: number; presence?: Presence }) {
  return (
    <span className="avatar" style={{ "--of": `${size}px` } as React.CSSProperties} aria-hidden="true">
      {initials(name)}
      {presence && <Dot presence={presence} />}
    </span>
  );
}
