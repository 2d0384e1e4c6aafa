export const css = `
:host{all:initial;--bg:#fff;--fg:#18212f;--soft:#f1f4f8;--line:#dfe5ec;--quiet:#5b6778;--me:#0b5d57;--on:#fff;--bad:#b3261e;
font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Hiragino Sans",sans-serif;color-scheme:light dark}
@media (prefers-color-scheme:dark){:host{--bg:#161c24;--fg:#e8edf3;--soft:#222b36;--line:#33404f;--quiet:#9fadbe;--me:#1f776e;--bad:#ff8a80}}
*{box-sizing:border-box;font:inherit}
button{cursor:pointer;border:0;background:none;color:inherit;padding:0}
button:focus-visible,textarea:focus-visible{outline:2px solid var(--me);outline-offset:2px}
.launch{position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483000;width:56px;height:56px;border-radius:50%;background:var(--me);color:var(--on);
display:grid;place-items:center;box-shadow:0 6px 20px rgb(0 0 0/.25)}
.badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#c62828;color:#fff;font-size:12px;line-height:22px;font-weight:600;text-align:center}
.panel{position:fixed;inset-block-end:88px;inset-inline-end:20px;z-index:2147483000;width:min(380px,calc(100vw - 40px));height:min(600px,calc(100dvh - 108px));
display:flex;flex-direction:column;background:var(--bg);color:var(--fg);border:1px solid var(--line);border-radius:16px;overflow:hidden;box-shadow:0 16px 48px rgb(0 0 0/.22)}
[hidden]{display:none!important}
header{display:flex;align-items:center;gap:8px;padding:14px 16px;background:var(--me);color:var(--on)}
header h2{margin:0;flex:1;font-size:16px;font-weight:600}
header button{width:32px;height:32px;border-radius:8px;display:grid;place-items:center}
header button:focus-visible{outline-color:var(--on)}
.status{padding:4px 16px;font-size:13px;color:var(--quiet);background:var(--soft)}
.log{flex:1;overflow-y:auto;padding:16px;display:flex;flex-direction:column;gap:8px;overscroll-behavior:contain}
.greeting{color:var(--quiet);margin:0 0 4px}
.msg{max-width:85%;display:flex;flex-direction:column;gap:2px;align-self:flex-start}
.msg.me{align-self:flex-end}
.text{padding:8px 12px;border-radius:14px;background:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere;border-end-start-radius:4px}
.me .text{background:var(--me);color:var(--on);border-end-start-radius:14px;border-end-end-radius:4px}
.meta{font-size:12px;color:var(--quiet)}
.me .meta{text-align:end}
.bad{color:var(--bad)}
.meta button{text-decoration:underline;margin-inline-start:6px}
form{display:flex;gap:8px;align-items:flex-end;padding:12px;border-top:1px solid var(--line)}
textarea{flex:1;resize:none;max-height:140px;min-height:42px;padding:9px 12px;border:1px solid var(--line);border-radius:12px;background:var(--bg);color:var(--fg)}
form button{height:42px;padding:0 16px;border-radius:12px;background:var(--me);color:var(--on);font-weight:600}
form button:disabled{opacity:.45;cursor:default}
@media (max-width:480px){.launch[aria-expanded=true]{display:none}.panel{inset:0;width:auto;height:auto;border:0;border-radius:0}textarea{font-size:16px}}
@media (prefers-reduced-motion:no-preference){.panel{animation:in .16s ease-out}@keyframes in{from{opacity:0;transform:translateY(8px)}}}
`;
