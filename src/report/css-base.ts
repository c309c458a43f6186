/** Type, header, cards, badges, choices, prose, and what they become below 720 px. */
export const BASE_STYLES = `*{box-sizing:border-box;margin:0}
html{background:var(--page);color:var(--ink);font:400 13px/20px var(--font);-webkit-font-smoothing:antialiased;-webkit-text-size-adjust:100%}
body{min-height:100vh;overflow-wrap:anywhere}button,input{font:inherit;color:inherit}
h1{font:600 26px/32px var(--font);letter-spacing:-.02em;text-wrap:balance;max-width:34ch}
h2{font:600 13px/20px var(--font)}h3,h4,h5,h6{font:600 13px/20px var(--font)}
.num,.n{font-variant-numeric:tabular-nums}.muted{color:var(--ink-3)}small{font-size:12px}
code,pre{font:400 12px/18px var(--mono);font-variant-ligatures:none}
:focus-visible{outline:2px solid var(--focus);outline-offset:1px;border-radius:var(--r-s)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.defs{position:absolute}
header.bar{position:sticky;top:0;z-index:5;background:color-mix(in oklab,var(--page) 90%,transparent);backdrop-filter:blur(8px);border-bottom:1px solid var(--line)}
.inner{max-width:1328px;margin:0 auto;height:48px;padding:0 24px;display:flex;align-items:center;gap:14px}
.brand{flex:none;display:flex;align-items:center;gap:8px;font:600 15px/20px var(--font);letter-spacing:-.015em}.logo{flex:none;width:20px;height:20px;color:var(--accent)}
.crumbs{display:flex;gap:7px;color:var(--ink-3);min-width:0;white-space:nowrap;overflow:hidden}.crumbs b{color:var(--ink);font-weight:500;overflow:hidden;text-overflow:ellipsis}.spring{flex:1}
.btn{height:30px;padding:0 11px;border:1px solid var(--line-strong);border-radius:var(--r-m);background:var(--surface);font-weight:500;cursor:pointer;white-space:nowrap;transition:background var(--fast)}.btn:hover{background:var(--hover)}
.live{display:flex;gap:7px;align-items:center;color:var(--ink-2);font-size:12px;white-space:nowrap}.live i{width:7px;height:7px;border-radius:50%;background:var(--fresh);animation:breathe 2s ease-in-out infinite}.live.over i{background:var(--stale);animation:none}.live.lost{color:var(--failed-ink)}.live.lost i{background:var(--failed);animation:none}
@keyframes breathe{50%{opacity:.35}}
main{max-width:1328px;margin:0 auto;padding:28px 24px 56px;display:grid;gap:16px;grid-template-columns:minmax(0,1fr)}
.top{padding:4px 0 10px}.kicker{color:var(--ink-3);font-size:12px;margin-bottom:6px;font-variant-numeric:tabular-nums}
.lead{font:400 15px/24px var(--font);max-width:78ch;margin-top:8px}.more{color:var(--ink-2);max-width:92ch;margin-top:6px}.lead,.more{text-wrap:pretty;font-variant-numeric:tabular-nums}.lead b,.more b{color:var(--ink);font-weight:600;display:inline-block;max-width:100%}
.condition,.facts{color:var(--ink-3);font-size:12px;line-height:18px;max-width:96ch;margin-top:8px}.condition b{color:var(--ink-2);font-weight:600}.facts{margin-top:4px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:var(--r-l);box-shadow:var(--shadow-1);min-width:0}
.head{display:flex;flex-wrap:wrap;align-items:center;gap:2px 10px;padding:9px 16px;min-height:44px;border-bottom:1px solid var(--line)}.body{padding:12px 16px 14px}.empty{padding:28px 16px;color:var(--ink-3)}
svg.m{width:12px;height:12px;flex:none;overflow:visible}.m-refused,.m-rollback,.m-failed{color:var(--failed)}.m-promotion,.m-done{color:var(--fresh)}.m-alert{color:var(--drifting)}.m-running{color:var(--running)}.m-waiting{color:var(--stale)}.m-retraining,.m-canary{color:var(--c,var(--ink-2))}
.badge{display:inline-flex;align-items:center;gap:5px;padding:1px 8px 1px 6px;border-radius:var(--r-full);font:500 11px/18px var(--font);white-space:nowrap}.badge svg.m{width:10px;height:10px}.badge.done{background:var(--fresh-soft);color:var(--fresh-ink)}
.st{display:flex;align-items:center;gap:6px;font-size:12px;line-height:18px;margin-top:3px;white-space:nowrap}.st.running{color:var(--running-ink)}.st.waiting{color:var(--stale-ink)}.st.failed{color:var(--failed-ink)}
.progress{height:4px;border-radius:2px;background:var(--line);overflow:hidden;margin:5px 0 2px;max-width:220px}.progress i{display:block;height:100%;border-radius:2px;background:var(--running);transition:width .9s linear}
.sw{display:inline-block;width:16px;height:0;border-top:3px solid var(--c);border-radius:2px;flex:none;vertical-align:middle}.sw.dashed{border-top-style:dashed;border-radius:0}
.tabs{border:1px solid var(--line);border-radius:var(--r-m);padding:2px;display:inline-flex;flex-wrap:wrap;gap:2px;background:var(--sunken);min-width:0}.tabs input{position:absolute;opacity:0;width:1px;height:1px}
.tabs label{display:inline-flex;align-items:center;gap:7px;padding:2px 10px;min-height:24px;border-radius:var(--r-s);color:var(--ink-2);cursor:pointer;font-size:12px}.tabs label:hover{color:var(--ink)}
.tabs input:checked+label{background:var(--surface);color:var(--ink);font-weight:500;box-shadow:0 0 0 1px var(--line-strong)}.tabs input:focus-visible+label{outline:2px solid var(--focus);outline-offset:1px}
.choices{display:flex;flex-wrap:wrap;gap:8px 14px;justify-content:space-between;margin-bottom:8px}
.pair{display:grid;gap:16px;grid-template-columns:minmax(0,1fr) minmax(0,400px);align-items:start}.pair>:only-child{grid-column:1/-1}
.words{display:grid;gap:2px}.words dt{font-weight:600;margin-top:10px}.words dt:first-child{margin-top:0}.words dd{color:var(--ink-2);padding:0;max-width:76ch}.pair>#words:only-child .words{grid-template-columns:170px 1fr;gap:8px 16px}.pair>#words:only-child .words dt{margin:0}
.prose{color:var(--ink-2);display:grid;gap:8px;grid-template-columns:minmax(0,1fr);padding-bottom:20px}.prose>p,.prose>ul,.prose>ol,.prose>blockquote{max-width:78ch}.prose h3{font:600 16px/24px var(--font);letter-spacing:-.01em;color:var(--ink);margin-top:4px}.prose h4{color:var(--ink);font-size:14px;margin-top:10px}.prose h5,.prose h6{color:var(--ink);margin-top:6px}.prose strong{color:var(--ink);font-weight:600}
.prose ul,.prose ol{padding-left:20px;display:grid;gap:3px}.prose blockquote{border-left:3px solid var(--line-strong);padding-left:12px}.prose hr{border:0;border-top:1px solid var(--line);width:100%}.prose :not(pre)>code{background:var(--sunken);border-radius:var(--r-s);padding:1px 4px}.prose .scroll{border:1px solid var(--line);border-radius:var(--r-m)}
pre{background:var(--sunken);border:1px solid var(--line);border-radius:var(--r-m);padding:9px 12px;overflow-x:auto;color:var(--ink);overflow-wrap:normal}
.command{display:flex;gap:8px;align-items:flex-start;margin-top:8px;min-width:0}.command pre{flex:1;min-width:0}.command .btn{height:38px}
.stats{display:flex;flex-wrap:wrap;gap:6px 32px;margin-bottom:4px}.stats dt{color:var(--ink-3);font-size:12px}.stats dd{font:600 16px/24px var(--font);letter-spacing:-.01em}
footer{padding:12px 2px 0;color:var(--ink-2)}footer h2{color:var(--ink);margin-bottom:2px}footer p{max-width:90ch}footer .command{max-width:640px}
@media (max-width:1023px){.pair{grid-template-columns:minmax(0,1fr)}}
@media (max-width:719px){.inner{padding:0 16px;gap:10px}.crumbs span{display:none}main{padding:20px 16px 40px;gap:14px}h1{font-size:22px;line-height:28px}.body{padding:12px 14px 14px}.head{padding:9px 14px}.head .spring{display:none}.head .muted{flex-basis:100%;line-height:18px;font-size:12px}
.tabs label{min-height:36px;padding:2px 12px}.btn{height:36px}.pair>#words:only-child .words{grid-template-columns:1fr;gap:2px}.pair>#words:only-child .words dt{margin-top:10px}.stats{gap:6px 24px}}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{animation:none!important;transition:none!important}}
@media (forced-colors:active){.sw,.dot,.progress i,.scale i,path{forced-color-adjust:none}}
@media print{header.bar{position:static}.card{break-inside:avoid}}`;
