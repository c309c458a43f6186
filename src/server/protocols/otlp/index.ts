export { mountOtlp, type OtlpContext } from "./mount.js";
