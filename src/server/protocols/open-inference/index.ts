export { mountOpenInference, type OpenInferenceOptions } from "./routes.js";
