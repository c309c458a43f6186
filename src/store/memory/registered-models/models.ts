import { isPrompt, modelExists, type RegisteredModelStore } from "../../../registry/index.js";
import { lastByKey } from "../../../tracking/index.js";
import { searchModels } from "./search.js";
import { modelOf, type Shelf, tagged } from "./shelf.js";

/** What a store of registered models in memory does with models. */
export function createModels({
  kept,
  announce,
  known,
  change,
}: Shelf): Pick<RegisteredModelStore, "create" | "get" | "rename" | "describe" | "remove" | "tag" | "search"> {
  return {
    async create({ name, description, tags, at }) {
      if (kept.has(name)) throw modelExists(name);
      const model = { name, description, tags: lastByKey(tags), createdAt: at, updatedAt: at };
      const made = { model, lastVersion: 0, versions: [], aliases: new Map(), moves: [] };
      kept.set(name, made);
      announce({ kind: "modelCreated", name, tags, description }, at, isPrompt(tags));
      return modelOf(made);
    },
    async get(name) {
      const one = kept.get(name);
      return one ? modelOf(one) : null;
    },
    async rename(name, newName, at) {
      const one = known(name);
      if (newName !== name && kept.has(newName)) throw modelExists(newName);
      kept.delete(name);
      const versions = one.versions.map((version) => ({ ...version, name: newName, updatedAt: at }));
      const renamed = { ...one, model: { ...one.model, name: newName, updatedAt: at }, versions };
      kept.set(newName, renamed);
      return modelOf(renamed);
    },
    async describe(name, description, at) {
      return modelOf(change(name, { model: { ...known(name).model, description, updatedAt: at } }));
    },
    async remove(name) {
      known(name);
      kept.delete(name);
    },
    async tag(name, key, value, at) {
      const { model } = known(name);
      const tags = tagged(model.tags, key, value);
      change(name, { model: { ...model, tags } });
      announce({ kind: "modelTagged", name, key, value }, at, isPrompt(tags));
    },
    async search(query) {
      return searchModels([...kept.values()].map(modelOf), query);
    },
  };
}
