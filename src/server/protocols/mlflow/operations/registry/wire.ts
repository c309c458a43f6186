import type { RegisteredModel, RegisteredVersion } from "../../../../../registry/index.js";

type Reply = Readonly<Record<string, unknown>>;

/** A registered model as it is sent; the aliases of its newest versions are told by its own list alone. */
export function modelReply(model: RegisteredModel): Reply {
  return {
    name: model.name,
    creation_timestamp: model.createdAt,
    last_updated_timestamp: model.updatedAt,
    description: model.description === "" ? undefined : model.description,
    latest_versions: model.latestVersions.map((version) => versionReply({ ...version, aliases: [] })),
    tags: model.tags,
    aliases: model.aliases.map(({ alias, version }) => ({ alias, version: String(version) })),
  };
}

/** A version as it is sent: its number is a text, and every version is ready. */
export function versionReply(version: RegisteredVersion): Reply {
  return {
    name: version.name,
    version: String(version.version),
    creation_timestamp: version.createdAt,
    last_updated_timestamp: version.updatedAt,
    user_id: version.userId,
    current_stage: version.stage,
    description: version.description,
    source: version.source,
    run_id: version.runId,
    status: "READY",
    tags: version.tags,
    run_link: version.runLink,
    aliases: version.aliases,
  };
}
