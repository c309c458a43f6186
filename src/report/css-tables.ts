/** The policies' table, its cards below 1024 px, and the plain tables. */
export const TABLE_STYLES = `th,td{overflow-wrap:normal}table{border-collapse:separate;border-spacing:0;width:100%}
th{font:500 12px/16px var(--font);color:var(--ink-3);text-align:left;padding:7px 12px;border-bottom:1px solid var(--line);white-space:nowrap}
td{padding:5px 12px;height:32px;border-bottom:1px solid var(--line);white-space:nowrap}tr:last-child>td,tbody tr:last-child>th{border-bottom:0}tbody tr:hover>*{background:var(--hover)}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td small{color:var(--ink-3)}td b{font-weight:600}
.scroll{overflow-x:auto;min-width:0}.plain tbody th{font:400 13px/20px var(--font);color:var(--ink)}.plain th .sw{margin-right:7px}
.as-table{margin-top:8px;border-top:1px solid var(--line)}.as-table summary{cursor:pointer;color:var(--accent);padding:7px 2px 3px;font-size:12px;width:fit-content}.as-table .scroll{max-height:340px;overflow:auto;margin-top:4px}.as-table thead th{position:sticky;top:0;background:var(--surface)}
.pol th,.pol td{padding-left:9px;padding-right:9px}.pol tr>:first-child{padding-left:16px}.pol tr>:last-child{padding-right:16px}
.pol thead th{white-space:normal;vertical-align:bottom}.pol tbody th{font:400 13px/20px var(--font);color:var(--ink);padding-top:10px;padding-bottom:10px;white-space:normal;min-width:200px}
.pol .name{display:flex;flex-wrap:wrap;align-items:center;gap:2px 8px;font-weight:600}.pol .desc{font-size:12px;line-height:16px;color:var(--ink-3);margin-top:2px;max-width:38ch}
.pol tr.win>*{background:color-mix(in oklab,var(--accent-soft) 55%,var(--surface))}.pol tr.idle td{color:var(--ink-3)}.pol tr.idle td b{font-weight:400}.pol td.main b{font-size:14px}
.d{color:var(--ink-3)}.d.better{color:var(--fresh-ink)}.d.worse{color:var(--failed-ink)}
.ci{width:132px}.ci small{display:block;color:var(--ink-3);font-size:11px;line-height:14px;font-variant-numeric:tabular-nums;text-align:center}.ci-axis{display:block;position:relative;height:14px}.ci-axis::before{content:"";position:absolute;left:0;right:0;top:6.5px;height:1px;background:var(--line)}.ci-axis i{position:absolute;top:5.6px;height:2.8px;border-radius:2px;background:var(--c);opacity:.55}.ci-axis b{position:absolute;top:3px;width:8px;height:8px;margin-left:-4px;border-radius:50%;background:var(--c)}
@media (max-width:1143px){.pol,.pol tbody{display:block}.pol thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.pol tbody{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(320px,100%),1fr))}.pol tr{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:10px 12px;padding:14px 16px 16px;border-bottom:1px solid var(--line);align-content:start}.pol tr:last-child{border-bottom:0}.pol tr.win{background:color-mix(in oklab,var(--accent-soft) 55%,var(--surface))}.pol tr.win>*,.pol tbody tr:hover>*{background:none}
.pol tr>th,.pol tr>td,.pol tr>:first-child,.pol tr>:last-child{display:block;padding:0;border:0;height:auto;text-align:left;min-width:0;white-space:normal}.pol tr>th{grid-column:1/-1}
.pol td::before{content:attr(data-label);display:block;color:var(--ink-3);font:400 11px/16px var(--font)}.pol td.main b{font-size:20px;line-height:26px;letter-spacing:-.015em}.pol td.diff{font-size:14px;line-height:22px}.pol td.glyph .ci{width:auto}}
@media (max-width:719px){.plain th,.plain td{padding-left:8px;padding-right:8px}.months small{display:block;line-height:14px;font-size:11px}.months td{line-height:16px}}`;
