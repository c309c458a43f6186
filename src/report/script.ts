import { READOUT_SCRIPT } from "./script-readout.js";
import { REFRESH_SCRIPT } from "./script-refresh.js";

/** Runs before anything is painted: the theme asked for by the address, else the one chosen earlier. */
export const THEME_SCRIPT = `(function(){
var root=document.documentElement,asked=new URLSearchParams(location.search).get("theme"),kept=null;
try{kept=localStorage.getItem("gyre-theme")}catch(e){}
var theme=asked||kept;
root.classList.add("js");
if(theme==="dark"||theme==="light")root.dataset.theme=theme;
})();`;

const CONTROLS_SCRIPT = `
var root=document.documentElement,dark=matchMedia("(prefers-color-scheme: dark)");
function isDark(){return root.dataset.theme?root.dataset.theme==="dark":dark.matches}
var toggle=document.querySelector("[data-theme-toggle]");
function label(){toggle.textContent=isDark()?"Light":"Dark";toggle.setAttribute("aria-label","Switch to "+(isDark()?"light":"dark")+" colours")}
toggle.hidden=false;label();dark.addEventListener("change",label);
toggle.addEventListener("click",function(){
  root.dataset.theme=isDark()?"light":"dark";label();
  try{localStorage.setItem("gyre-theme",root.dataset.theme)}catch(e){}
});
function armCopy(){
  if(!navigator.clipboard)return;
  document.querySelectorAll("[data-copy]").forEach(function(button){
    button.hidden=false;
    button.onclick=function(){navigator.clipboard.writeText(button.parentNode.querySelector("code").textContent).then(function(){
      button.textContent="Copied";setTimeout(function(){button.textContent="Copy"},1500)})};
  });
}`;

/** The page's whole script: controls, readouts and the refresh. The page says everything without it. */
export const PAGE_SCRIPT = `(function(){"use strict";
${CONTROLS_SCRIPT}
${READOUT_SCRIPT}
function arm(){armCopy();armReadout()}
arm();
${REFRESH_SCRIPT}
})();`;
