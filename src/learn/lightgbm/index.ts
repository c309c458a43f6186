export { type LightgbmReadOptions, readLightgbmModel } from "./read-model.js";
