/**
 * Reads a week by pointer, touch or arrow keys: the legend turns into that week's values, a hairline runs through chart,
 * lanes and map, and the decisions of the week stand below. Texts come ready from `readout-data`; only text nodes are made.
 */
export const READOUT_SCRIPT = `
var data=null,week=null,cell=null;
function all(selector,within){return Array.prototype.slice.call((within||document).querySelectorAll(selector))}
function node(tag,cls,text){var n=document.createElement(tag);if(cls)n.className=cls;if(text!=null)n.textContent=text;return n}
function sign(kind){return document.querySelector(".keys .m-"+kind).cloneNode(true)}
function nearest(element,clientX){
  var box=element.getBoundingClientRect(),x=(clientX-box.left)/box.width*100,best=0;
  data.weeks.forEach(function(w,i){if(Math.abs(w.x-x)<Math.abs(data.weeks[best].x-x))best=i});
  return best;
}
function showWeek(i){
  week=i;
  var course=document.getElementById("course");if(!course)return;
  var w=i==null?null:data.weeks[i];
  document.body.classList.toggle("reading",!!w);
  if(w)document.body.style.setProperty("--at",w.x/100);
  var when=course.querySelector("[data-when]");when.textContent=w?w.label+" \\u00b7 "+w.n+" outcomes":when.dataset.when;
  all("[data-series]",course).forEach(function(out){out.textContent=w?data.series[out.dataset.series].v[i]||"\\u2013":out.dataset.whole});
  var dots=course.querySelector("[data-dots]");dots.textContent="";
  if(w)data.series.forEach(function(s){if(s.y[i]==null)return;var d=node("i","dot "+s.c);d.style.left=w.x+"%";d.style.top=s.y[i]+"%";dots.append(d)});
  showDecisions(course.querySelector("[data-decisions]"),w);
  var c=course.querySelector("[data-catch=weeks]");
  if(c&&w){c.setAttribute("aria-valuenow",i);c.setAttribute("aria-valuetext",w.label+": "+all("[data-series]",course).map(function(o){return o.dataset.name+" "+o.textContent}).join(", ")+(w.marks.length?". "+w.marks.map(function(m){return m.p+" "+m.w}).join(", "):""))}
}
function showDecisions(box,w){
  if(!box)return;
  if(!box.dataset.hint)box.dataset.hint=box.textContent;
  box.textContent="";
  if(!w){box.textContent=box.dataset.hint;return}
  if(!w.marks.length){box.textContent="No decisions in the week of "+w.label+".";return}
  w.marks.slice(0,5).forEach(function(m){var s=node("span",m.c);s.append(sign(m.k),node("b","",m.p)," "+m.t);box.append(s)});
  if(w.marks.length>5)box.append(node("span","muted","and "+(w.marks.length-5)+" more"));
}
function rowsInOrder(heat){return all(".hrow",heat).sort(function(a,b){return a.getBoundingClientRect().top-b.getBoundingClientRect().top})}
function showCell(heat,row,i){
  var out=heat.querySelector("[data-heat-readout]");
  if(!out.dataset.hint)out.dataset.hint=out.textContent;
  all(".hrow.at",heat).forEach(function(r){r.classList.remove("at")});
  cell=null;
  if(row==null){out.textContent=out.dataset.hint;return}
  var d=data.drift[heat.dataset.heat],w=data.weeks[i],k=+row.dataset.row,v=d.v[k][i];
  cell={heat:heat.dataset.heat,row:k,week:i};
  row.classList.add("at");var c=row.querySelector(".cursor");c.style.left=w.l+"%";c.style.width=(w.r-w.l)+"%";
  out.textContent="";out.append(node("b","",d.f[k])," \\u00b7 "+w.label+" \\u00b7 "+(v==null?"not known":v+" \\u00d7 its limit"+(v>=1?", beyond it":"")));
}
function armWeeks(c){
  var n=data.weeks.length;if(!n)return;
  c.tabIndex=0;c.setAttribute("role","slider");c.setAttribute("aria-label",c.dataset.label);c.setAttribute("aria-valuemin",0);c.setAttribute("aria-valuemax",n-1);c.setAttribute("aria-valuenow",week==null?n-1:week);
  c.setAttribute("aria-valuetext",week==null?"whole stretch":data.weeks[week].label);
  c.onfocus=function(){if(week==null&&c.matches(":focus-visible"))showWeek(n-1)};
  c.onblur=function(){showWeek(null)};
  c.onkeydown=function(e){
    var at=week==null?n-1:week,to={ArrowLeft:at-1,ArrowDown:at-1,ArrowRight:at+1,ArrowUp:at+1,PageUp:at+4,PageDown:at-4,Home:0,End:n-1}[e.key];
    if(e.key==="Escape")return showWeek(null);
    if(to==null)return;e.preventDefault();showWeek(Math.min(n-1,Math.max(0,to)));
  };
}
function armTrack(area){
  var plot=area.querySelector(".plot");
  area.onpointermove=area.onpointerdown=function(e){if(data.weeks.length)showWeek(nearest(plot,e.clientX))};
  area.onpointerleave=function(e){if(e.pointerType==="mouse")showWeek(null)};
}
function armHeat(heat){
  var c=heat.querySelector(".catch");if(!data.weeks.length)return;
  c.tabIndex=0;c.setAttribute("role","application");c.setAttribute("aria-label",c.dataset.label);
  function at(e){
    var rows=rowsInOrder(heat),row=rows.filter(function(r){return r.getBoundingClientRect().bottom>e.clientY})[0]||rows[rows.length-1];
    var i=nearest(row.querySelector(".track"),e.clientX);showCell(heat,row,i);showWeek(i);
  }
  c.onpointermove=c.onpointerdown=at;
  c.onpointerleave=function(e){if(e.pointerType==="mouse"){showCell(heat,null);showWeek(null)}};
  c.onblur=function(){showCell(heat,null);showWeek(null)};
  c.onfocus=function(){if(c.matches(":focus-visible")){showCell(heat,rowsInOrder(heat)[0],data.weeks.length-1);showWeek(data.weeks.length-1)}};
  c.onkeydown=function(e){
    var rows=rowsInOrder(heat),i=cell?cell.week:data.weeks.length-1,r=cell?rows.findIndex(function(x){return +x.dataset.row===cell.row}):0;
    if(e.key==="Escape"){showCell(heat,null);return showWeek(null)}
    var step={ArrowLeft:[0,-1],ArrowRight:[0,1],ArrowUp:[-1,0],ArrowDown:[1,0],Home:[0,-1e4],End:[0,1e4],PageUp:[-5,0],PageDown:[5,0]}[e.key];
    if(!step)return;e.preventDefault();
    i=Math.min(data.weeks.length-1,Math.max(0,i+step[1]));r=Math.min(rows.length-1,Math.max(0,r+step[0]));
    showCell(heat,rows[r],i);showWeek(i);
  };
}
function armReadout(){
  var text=document.getElementById("readout-data");if(!text)return;
  data=JSON.parse(text.textContent);
  all("[data-catch=weeks]").forEach(armWeeks);all("[data-track]").forEach(armTrack);all("[data-heat]").forEach(armHeat);
  if(week!=null)showWeek(week<data.weeks.length?week:null);
  if(cell){var heat=document.querySelector("[data-heat='"+cell.heat+"']"),row=heat&&heat.querySelector("[data-row='"+cell.row+"']");if(row&&cell.week<data.weeks.length)showCell(heat,row,cell.week);else cell=null}
}`;
