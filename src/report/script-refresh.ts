/**
 * While the page is live: fetches its own address about each second and replaces only the parts whose markup changed.
 * What is open, chosen, focused and scrolled stays as it is; when the server does not answer, the page says so.
 */
export const REFRESH_SCRIPT = `
var main=document.querySelector("main"),seen={};
function parts(within){return all(".part",within)}
parts(main).forEach(function(p){seen[p.id]=p.outerHTML});
function keep(part){
  return {open:all("details[open]",part).map(function(d){return d.id}),checked:all("input:checked",part).map(function(i){return i.id}),
    scroll:all(".scroll,.decisions-list",part).map(function(s){return [s.scrollLeft,s.scrollTop]})};
}
function restore(part,state){
  all("details",part).forEach(function(d){if(state.open.indexOf(d.id)>=0)d.open=true});
  all("input",part).forEach(function(i){if(state.checked.indexOf(i.id)>=0)i.checked=true});
  all(".scroll,.decisions-list",part).forEach(function(s,i){if(state.scroll[i]){s.scrollLeft=state.scroll[i][0];s.scrollTop=state.scroll[i][1]}});
}
function path(element){
  var steps=[];
  for(var n=element;n&&n!==main;n=n.parentNode)steps.unshift(Array.prototype.indexOf.call(n.parentNode.children,n));
  return steps;
}
function follow(steps){return steps.reduce(function(n,i){return n&&n.children[i]},main)}
function swap(fresh){
  var focus=main.contains(document.activeElement)?document.activeElement:null,place=focus&&path(focus),id=focus&&focus.id;
  var held={week:week,cell:cell},old={},changed=false;
  parts(main).forEach(function(p){old[p.id]=p});
  parts(fresh).forEach(function(p){
    var now=p.outerHTML,was=old[p.id];delete old[p.id];
    if(was&&seen[p.id]===now)return;
    changed=true;seen[p.id]=now;
    if(!was){var next=p.nextElementSibling,before=null;while(next&&!(before=document.getElementById(next.id)))next=next.nextElementSibling;
      var home=p.parentNode.id?document.getElementById(p.parentNode.id)||main:main;home.insertBefore(p.cloneNode(true),before&&before.parentNode===home?before:null);return}
    var state=keep(was),copy=p.cloneNode(true);was.replaceWith(copy);restore(copy,state);
  });
  Object.keys(old).forEach(function(gone){changed=true;delete seen[gone];old[gone].remove()});
  if(!changed)return;
  var text=fresh.querySelector("#readout-data");if(text)document.getElementById("readout-data").textContent=text.textContent;
  week=held.week;cell=held.cell;arm();
  var again=focus&&!document.contains(focus)&&((id&&document.getElementById(id))||follow(place));
  if(again&&again.focus)again.focus({preventScroll:true});
}
function lively(text,lost){var s=document.querySelector("[data-live-state]");if(s){s.lastChild.textContent=text;s.classList.toggle("lost",!!lost)}}
function refresh(){
  if(document.hidden)return later();
  fetch(location.href,{cache:"no-store",headers:{accept:"text/html"}}).then(function(answer){if(!answer.ok)throw 0;return answer.text()}).then(function(text){
    var page=new DOMParser().parseFromString(text,"text/html"),fresh=page.querySelector("main");if(!fresh)throw 0;
    swap(fresh);document.title=page.title;
    if(fresh.hasAttribute("data-live")){lively("Live");later()}else{main.removeAttribute("data-live");lively("Finished");document.querySelector("[data-live-state]").classList.add("over")}
  }).catch(function(){lively("No answer, retrying",true);setTimeout(refresh,3000)});
}
function later(){setTimeout(refresh,1000)}
if(main.hasAttribute("data-live"))later();`;
