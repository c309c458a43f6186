import { test } from "vitest";
import { createRandom } from "/work/main/src/core/index.js";
import { metricReport } from "/work/main/src/learn/metrics/report/index.js";
const r = createRandom(1);
for (const [n,k] of [[1000,2],[100000,2],[1000000,2],[100000,10],[100000,1]]) test(`${n} ${k}`, () => {
  const t = k===1 ? {kind:"number" as const, values: Float64Array.from({length:n},()=>r.next())} : {kind:"class" as const, codes: Int32Array.from({length:n},()=>r.int(k)), classes: Array.from({length:k},(_,i)=>"c"+i)};
  let p:any;
  if (k===1) p={kind:"number", values:(t as any).values.map((v:number)=>v+r.next()-0.5)};
  else { const pr=new Float64Array(n*k); for(let i=0;i<n;i++){let s=0; for(let c=0;c<k;c++){ s+=pr[i*k+c]=r.next()+((t as any).codes[i]===c?0.3:0);} for(let c=0;c<k;c++) pr[i*k+c]/=s;} p={kind:"class",classes:(t as any).classes,probabilities:pr}; }
  const s=performance.now(); const rep=metricReport(t as any,p); console.log(n,k,performance.now()-s,"ms"); console.table(rep);
});
