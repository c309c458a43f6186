export type { ApiContext, ApiDeployment } from "./context.js";
export { openApiDocument } from "./openapi.js";
export {
  type AnyOperation,
  defineOperation,
  type InputOf,
  type InputSchemas,
  type Operation,
} from "./operation.js";
export { OPERATIONS } from "./operations/index.js";
export { inputParser, type RawInput } from "./parse-input.js";
