export { mountInvocations, mountOpenInference, type OpenInferenceOptions } from "./routes.js";
