export { badValue } from "./bad-values.js";
export { atLeast, atMost, betterThanChampion, GATE_METRICS, type GateMetric } from "./define.js";
export { evaluateGates, type GateEvidence } from "./gates.js";
export type { ModelFolder } from "./model-folder.js";
export { type ModelUri, parseModelUri } from "./model-uri.js";
export { MODEL_VERSIONS_TAG, withModelVersion } from "./model-versions-tag.js";
export { type NamedModel, namedModel } from "./named-model.js";
export {
  checkAlias,
  checkAliasIsFree,
  checkModelName,
  checkNewModelName,
  isLatest,
  modelExists,
  modelUnknown,
  parseStage,
  parseVersion,
  versionUnknown,
} from "./names.js";
export { findOnnxFile, type OnnxFile, readBeside } from "./onnx-file.js";
export type { ModelRuntime, ModelStore, RegisteredModelStore, Scorer, Tensor } from "./ports.js";
export { type PromptSearch, promptSearch } from "./prompt-search.js";
export { approveVersion, withdrawApproval } from "./protection/approve.js";
export { aliasGateText } from "./protection/gate-text.js";
export {
  type GovernedChange,
  type GovernedContext,
  governedChange,
  verdictsOn,
} from "./protection/governed-change.js";
export {
  aliasMove,
  moveAlias,
  moveStage,
  removeModel,
  removeVersion,
  renameModel,
  stageMove,
} from "./protection/governed-moves.js";
export type { TakeVerdict, Verdict } from "./protection/judge.js";
export { placeUri } from "./protection/names.js";
export { commandLineActor, nameOf, personOf } from "./protection/person.js";
export { protectAlias, unprotectAlias } from "./protection/policies.js";
export type { ApprovalKey, Governance, GovernedStores, ProtectionStore } from "./protection/ports.js";
export { refusalOf } from "./protection/refusal.js";
export { AliasGate, AliasPolicy, Approval, type Mover } from "./protection/types.js";
export { versionDigest } from "./protection/version-digest.js";
export { type ArtifactReader, readArtifact, readArtifactIfThere } from "./read-artifact.js";
export { PARITY_TOLERANCE, type RegisterContext, type RegisterInput, register } from "./register.js";
export { modelOrder, type RegistryOrder, type RegistryOrderKey, versionOrder } from "./search-order.js";
export {
  checkPromptSource,
  checkSourcePlace,
  checkUriHost,
  foreignSource,
  type SourceOwner,
} from "./source-rules.js";
export { hasRelativePath, isLocalSource, isWithin, parseSource, type SourceUri } from "./source-uri.js";
export {
  checkTag,
  checkTagKey,
  checkVersionTag,
  isPrompt,
  PROMPT_TAG,
} from "./tag-rules.js";
export {
  Alias,
  Gate,
  GateResult,
  ModelVersion,
  RegisteredModel,
  RegisteredVersion,
  RegistryTag,
  TensorSpec,
  VersionStage,
} from "./types.js";
export type { RegistryChange } from "./webhooks/changes.js";
export { type Announcement, announcementOf, exampleOf } from "./webhooks/events.js";
export type { WebhookChange, WebhookStore } from "./webhooks/ports.js";
export { checkedEvents, checkedWebhookUrl, checkWebhookName } from "./webhooks/rules.js";
export {
  type Delivery,
  WEBHOOK_ACTIONS,
  Webhook,
  type WebhookAction,
  type WebhookEntity,
  type WebhookEvent,
} from "./webhooks/types.js";
