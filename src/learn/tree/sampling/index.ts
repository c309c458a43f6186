export { drawColumns } from "./columns.js";
export { drawAscending, shareOf } from "./draw.js";
export { drawGoss, type GossDraw, gossOfRound } from "./goss.js";
export { drawHeldOut, type HeldOut } from "./held-out.js";
export { rowsOfRound } from "./rows.js";
