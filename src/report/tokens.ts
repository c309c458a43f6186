// Checked for contrast (AA) and for protanopia, deuteranopia and tritanopia; --drift-5 is the first step beyond the limit.
const LIGHT = `color-scheme:light;
--page:#f7fafb;--surface:#ffffff;--sunken:#f0f3f5;--hover:#f1f5f8;--line:#e1e4e7;--line-strong:#c7cdd0;
--ink:#171f26;--ink-2:#485158;--ink-3:#636c72;--accent:#156c90;--accent-soft:#e2f3fa;--grid:#e9eced;
--focus:#1c7abb;--fresh:#256a5b;--running:#0793ed;--waiting:#89229e;--drifting:#ba832d;--failed:#900e04;
--stale:#8a8e92;--fresh-ink:#076450;--running-ink:#1654a9;--waiting-ink:#622c91;--drifting-ink:#7f4e07;
--failed-ink:#a9141c;--stale-ink:#5c646b;--fresh-soft:#e1f7ef;--running-soft:#e7f1fe;
--waiting-soft:#f3edfc;--drifting-soft:#fff0d6;--failed-soft:#ffebea;--stale-soft:#eef0f2;--s1:#207392;
--s2:#9c8e11;--s3:#7f7ee4;--s4:#1d533c;--s5:#a0696b;--s6:#9a346f;--s7:#54999b;--s8:#52693e;--s9:#869362;
--s10:#71781f;--s11:#564614;--s12:#7a57c9;--drift-0:#f3f6f8;--drift-1:#e7eef1;--drift-2:#dce6eb;
--drift-3:#d0dee4;--drift-4:#c4d6de;--drift-5:#f2be62;--drift-6:#e79137;--drift-7:#d76120;
--drift-8:#ad3d21;--drift-9:#831a1d;--shadow-1:0 1px 2px rgb(20 30 40/.05);`;

const DARK = `color-scheme:dark;
--page:#0d1216;--surface:#14191e;--sunken:#090d11;--hover:#1b2127;--line:#252b30;--line-strong:#394147;
--ink:#e9eef0;--ink-2:#acb4b9;--ink-3:#899298;--accent:#63bfe1;--accent-soft:#132e3b;--grid:#20252a;
--focus:#5cb4ef;--fresh:#78efd6;--running:#457ed8;--waiting:#c5a1fe;--drifting:#f5bb54;--failed:#d72824;
--stale:#7f8387;--fresh-ink:#74d3b6;--running-ink:#87bafd;--waiting-ink:#d1abf5;--drifting-ink:#f8c970;
--failed-ink:#fe8b85;--stale-ink:#98a0a5;--fresh-soft:#142d26;--running-soft:#182840;
--waiting-soft:#2d213b;--drifting-soft:#362712;--failed-soft:#3f1c1b;--stale-soft:#20252a;--s1:#6db9db;
--s2:#e5d127;--s3:#7671e5;--s4:#4c9473;--s5:#efa3a5;--s6:#c95095;--s7:#a0e6e8;--s8:#aee085;--s9:#738242;
--s10:#a7b12c;--s11:#b9a675;--s12:#8e84b3;--drift-0:#191f23;--drift-1:#1f272e;--drift-2:#253038;
--drift-3:#2a3942;--drift-4:#30434d;--drift-5:#af592f;--drift-6:#cf6f28;--drift-7:#ed8712;
--drift-8:#f4b447;--drift-9:#f7dd7d;--shadow-1:0 1px 2px rgb(0 0 0/.3);`;

const SHAPE = `--font:"Inter Variable",Inter,ui-sans-serif,system-ui,"Segoe UI","Liberation Sans",sans-serif;
--mono:"Geist Mono Variable",ui-monospace,"SF Mono",Menlo,"Liberation Mono",monospace;
--r-s:4px;--r-m:6px;--r-l:10px;--r-full:999px;--fast:90ms;--gl:168px;--gr:88px`;

/** Colours, type and spaces of the page: light, dark by the system's wish, or either by `data-theme`. */
export const TOKENS = `:root{${LIGHT}${SHAPE}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}
:root[data-theme=dark]{${DARK}}
@media (max-width:719px){:root{--gl:0px;--gr:0px}}`;
