import { useEffect, useState } from "react";

interface TextProps<T> {
  value: T;
  show(value: T): string;
  /** Null: not understood; the field says so and keeps what was last understood. */
  read(text: string): T | null;
  onChange(value: T): void;
  label: string;
  placeholder?: string;
  list?: string;
  className?: string;
  testId?: string;
}

/** A field whose text stands for something: what is typed stays as typed until it is left. */
export function Parsed<T>({ value, show, read, onChange, label, placeholder, list, className = "", testId }: TextProps<T>) {
  const [text, setText] = useState(show(value));
  const [typing, setTyping] = useState(false);
  const shown = show(value);
  useEffect(() => {
    if (!typing) setText(shown);
  }, [shown, typing]);
  const wrong = read(text) === null;
  return (
    <input
      className={`level-field ${className}`}
      value={text}
      aria-label={label}
      title={label}
      aria-invalid={wrong || undefined}
      placeholder={placeholder}
      list={list}
      data-testid={testId}
      spellCheck={false}
      autoComplete="off"
      onFocus={() => setTyping(true)}
      onBlur={() => {
        setTyping(false);
        setText(show(value));
      }}
      onChange={(e) => {
        setText(e.target.value);
        const next = read(e.target.value);
        if (next !== null) onChange(next);
      }}
    />
  );
}

/** Several of a few: chips that are on or off. None on means every one. */
export function Several<T extends string>({ all, value, name, onChange, label, every }: { all: readonly T[]; value: readonly T[]; name(one: T): string; onChange(value: T[]): void; label: string; every?: string }) {
  return (
    <div className="several" role="group" aria-label={label}>
      {every && value.length === 0 && <span className="faint">{every}</span>}
      {all.map((one) => {
        const on = value.includes(one);
        return (
          <button key={one} type="button" className="level-toggle" aria-pressed={on} onClick={() => onChange(on ? value.filter((v) => v !== one) : [...value, one])}>
            {name(one)}
          </button>
        );
      })}
    </div>
  );
}

export function One<T extends string>({ all, value, name, onChange, label, testId }: { all: readonly T[]; value: T; name(one: T): string; onChange(value: T): void; label: string; testId?: string }) {
  return (
    <select className="level-field" value={value} aria-label={label} onChange={(e) => onChange(e.target.value as T)} data-testid={testId}>
      {all.map((one) => (
        <option key={one} value={one}>
          {name(one)}
        </option>
      ))}
    </select>
  );
}
