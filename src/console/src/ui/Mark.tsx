export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent-fill)" />
      <path d="M7 9.5A2.5 2.5 0 0 1 9.5 7h9A2.5 2.5 0 0 1 21 9.5v5a2.5 2.5 0 0 1-2.500 2.500H13l-3.600 2.900c-.6.5-1.400 0-1.400-.7V17A2.500 2.500 0 0 1 7 14.500z" fill="#fff" />
      <path d="M23 13h.2a2.300 2.300 0 0 1 2.300 2.300v4.900a2.300 2.300 0 0 1-1.500 2.200v1.900c0 .7-.8 1.100-1.400.7l-3.100-2.500H15a2.300 2.300 0 0 1-2-1.800l1-1h5.500a3.500 3.500 0 0 0 3.500-3.500z" fill="#fff" opacity=".55" />
    </svg>
  );
}
